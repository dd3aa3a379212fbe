/** Applies the validity rules to a run that has just ended, as to any recorded run. */
import type { Run } from "../../record/mod.ts";
import { causeOf, validity } from "./validity.ts";

/**
 * Returns the run with its status by the rules of `rules.ts` and the cause in its notes; without a verdict unless `ok`.
 * A run that was skipped, failed or cut off is returned unchanged.
 */
export async function judgeRun(record: string, run: Run): Promise<Run> {
  if (run.status !== "ok" && run.status !== "invalid") return run;
  // Imported lazily: notebooks import this file, and may not load the native addon.
  const { openPart } = await import("../../store/open_part.ts");
  using store = await openPart(record, run);
  const result = (await validity(store, run.experiment)).get(run.run_id);
  if (!result || result.status === "ok") return { ...run, status: "ok" };
  return {
    ...run,
    status: result.status,
    verdict: "none",
    verdict_text: "",
    objectives: [],
    notes: causeOf(result),
  };
}
