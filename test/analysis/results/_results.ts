/** Results of runs that were never made. */
import type { RunResult } from "../../../src/analysis/results/run_results.ts";
import type { ObjectiveResult, Run } from "../../../src/record/mod.ts";

/** Returns a run with one objective, `pay.p95` at most 100 ms; it is met at 50 ms, or missed at a value in seconds. */
export function toResult(
  { missed = null, result = missed === null ? "met" : "missed", ...run }: {
    readonly missed?: number | null;
    readonly result?: ObjectiveResult["result"];
    readonly repetition?: number;
    readonly status?: Run["status"];
    readonly notes?: string;
    readonly case_id?: string;
  },
): RunResult {
  const isMeasured = result === "met" || result === "missed";
  return {
    case_id: "slow_list=on",
    repetition: 1,
    status: "ok",
    notes: "",
    // A run that failed is not judged.
    objectives: (run.status ?? "ok") === "ok"
      ? [{
        metric: "pay.p95",
        is: "at most",
        limit: 0.1,
        value: isMeasured ? missed ?? 0.05 : null,
        result,
      }]
      : [],
    ...run,
  };
}
