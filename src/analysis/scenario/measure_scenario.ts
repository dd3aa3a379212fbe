/** Measures one run of a user's own scenario: as a whole, and each of its steps. */
import { z } from "zod";
import { formatDuration, type Run } from "../../record/mod.ts";
import { wilson } from "../../statistics/mod.ts";
import type { Store } from "../../store/mod.ts";
import type { MeasureRun } from "../validity/judge_run.ts";
import { measureLoad } from "../scaling/measure_load.ts";

/** One step in the phase `measure`. */
const StepRow = z.strictObject({
  kind: z.string(),
  attempted: z.number(),
  ok: z.number(),
  p50: z.number().nullable(),
  p95: z.number().nullable(),
  p99: z.number().nullable(),
});
type StepRow = z.infer<typeof StepRow>;

/** Returns the function that measures runs of a scenario; a step that was not due has no values. */
export function toMeasureScenario(steps: readonly string[]): MeasureRun {
  return async (store, run) => {
    const whole = await measureLoad(store, run);
    if (whole === null) return null;
    const rows = new Map(
      (await measureSteps(store, run)).map((row) => [row.kind, row]),
    );
    const metrics = steps.flatMap((step) => {
      const { attempted = 0, ok = 0, p50 = null, p95 = null, p99 = null } =
        rows.get(step) ?? {};
      const success_rate = wilson(ok, attempted).rate;
      return Object.entries({ success_rate, p50, p95, p99 })
        .map(([name, value]) => [`${step}.${name}`, value] as const);
    });
    const texts = steps.flatMap((step) => {
      const row = rows.get(step);
      return row ? [formatStep(row)] : [];
    });
    return {
      metrics: { ...whole.metrics, ...Object.fromEntries(metrics) },
      summary: [whole.summary, ...texts].join("; "),
    };
  };
}

/** Formats a step for the terminal: `pay p95 3.1 ms`, `pay p95 3.1 ms, 2 of 40 not ok`. */
function formatStep({ kind, attempted, ok, p95 }: StepRow): string {
  const failed = attempted - ok;
  return `${kind} p95 ${p95 === null ? "-" : formatDuration(p95)}${
    failed === 0 ? "" : `, ${failed} of ${attempted} not ok`
  }`;
}

/** As the view `measurements`, by kind of operation. */
function measureSteps(store: Store, { run_id }: Pick<Run, "run_id">) {
  return store.query(
    StepRow,
    `SELECT kind, attempted, ok, percentiles[1] AS p50, percentiles[2] AS p95, percentiles[3] AS p99
     FROM (
       SELECT kind, count(*) AS attempted, count(*) FILTER (in_time) AS ok,
         latency_percentiles(outcome, duration_s) AS percentiles
       FROM measured WHERE run_id = $1 GROUP BY kind)`,
    [run_id],
  );
}
