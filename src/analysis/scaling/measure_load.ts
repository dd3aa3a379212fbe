/** Measures one run of a load experiment, for its objectives and for the terminal. */
import { formatDuration, formatPercent, type Run } from "../../record/mod.ts";
import { wilson } from "../../statistics/mod.ts";
import type { Store } from "../../store/mod.ts";
import type { RunMeasurement } from "../validity/judge_run.ts";
import {
  type MeasuredRun,
  measuredRuns,
  toThroughput,
} from "./measured_runs.ts";

/** Measures a run; null if its phase `measure` never ended. */
export async function measureLoad(
  store: Store,
  { experiment, run_id }: Pick<Run, "run_id" | "experiment">,
): Promise<RunMeasurement | null> {
  const runs = await measuredRuns(store, experiment);
  const run = runs.find((run) => run.run_id === run_id);
  return run ? toLoadMeasurement(run) : null;
}

/** Returns what was measured of a run for its objectives; null if its phase `measure` never ended. */
export function toLoadMeasurement(run: MeasuredRun): RunMeasurement | null {
  if (run.seconds === null) return null;
  const { p50, p95, p99, ok, attempted } = run;
  return {
    metrics: {
      throughput: toThroughput(run),
      success_rate: wilson(ok, attempted).rate,
      ...{ p50, p95, p99 },
    },
    summary: formatMeasurement(run),
  };
}

/** Formats one line: `812 ok/s, 99.9 % of 800 ok (95 % interval 99.8 % to 100 %), p50 3.1 ms, p95 9 ms, p99 21 ms`. */
export function formatMeasurement(
  run: Pick<
    MeasuredRun,
    "seconds" | "completed" | "attempted" | "ok" | "p50" | "p95" | "p99"
  >,
): string {
  const { rate, lower, upper } = wilson(run.ok, run.attempted);
  if (rate === null) return "nothing was attempted";
  const throughput = Number((toThroughput(run) ?? 0).toPrecision(4));
  const attempted = run.attempted.toLocaleString("en-US");
  const percentiles = (["p50", "p95", "p99"] as const).map((name) => {
    const value = run[name];
    return `${name} ${value === null ? "-" : formatDuration(value)}`;
  });
  return [
    `${throughput.toLocaleString("en-US")} ok/s`,
    `${formatPercent(rate)} of ${attempted} ok (95 % interval ${
      formatPercent(lower)
    } to ${formatPercent(upper)})`,
    ...percentiles,
  ].join(", ");
}
