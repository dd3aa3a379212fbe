/** Finds runs whose rate fell while the load ran, and did not come back. */
import { z } from "zod";
import { median } from "../../statistics/mod.ts";
import { column, type Table, table } from "../../report/cells.ts";
import type { Store } from "../../store/mod.ts";
import { readableCase } from "../overview/readable_ids.ts";

/** A rate below this share of the one before has fallen. */
const FALLEN = 0.5;

const Row = z.strictObject({
  run_id: z.string(),
  case_id: z.string(),
  repetition: z.number(),
  /** Whole seconds since measuring began, below 0 before it; and operations that succeeded in time and ended in them. */
  second: z.number(),
  ok: z.number(),
  /** Whole seconds of measuring until the fault or, without one, until the load ended; and until it ended. */
  calm: z.number(),
  end: z.number(),
});

/** A run whose rate fell. */
export interface FallenRate {
  readonly run_id: string;
  readonly case_id: string;
  readonly repetition: number;
  /** Operations in time a second: median second before the fault or, without one, of the run; and the last second. */
  readonly before: number;
  readonly last: number;
  /** Operations in time from the start of the load until the rate had fallen for good. */
  readonly operations: number;
}

/**
 * Returns the runs of `experiment`, in order of time, whose last whole second of load carried less than half of the median
 * second: before the fault or, without one, of the run.
 */
export async function fallenRates(
  store: Store,
  experiment: string,
): Promise<FallenRate[]> {
  const rows = await store.query(
    Row,
    `WITH ends AS (
       SELECT run_id, measure_at, end_at, coalesce(requested_at, end_at) AS calm_at
       FROM fault_marks WHERE measure_at IS NOT NULL AND end_at IS NOT NULL),
     -- Runs are few: each of the many operations meets them once, and is counted by the number of its run. Without
     -- the view load_operations, which joins the timeout of each run to all operations.
     counted AS MATERIALIZED (
       SELECT row_number() OVER () AS run_number, run_id, case_id, repetition, measure_at, end_at, calm_at, timeout_s
       FROM runs JOIN ends USING (run_id) LEFT JOIN (SELECT run_id, timeout_s FROM setting_facts) USING (run_id)
       WHERE experiment = $1 AND status = 'ok'),
     per_second AS (
       SELECT run_number, count(*) AS ok,
         CAST(floor(date_diff('microseconds', measure_at, done_at) / 1e6) AS BIGINT) AS second
       FROM timed_operations JOIN counted USING (run_id)
       WHERE is_load(kind) AND is_in_time(outcome, duration_s, timeout_s) AND done_at < end_at
       GROUP BY run_number, second)
     SELECT run_id, case_id, repetition, second, ok,
       CAST(floor(date_diff('microseconds', measure_at, calm_at) / 1e6) AS BIGINT) AS calm,
       CAST(floor(date_diff('microseconds', measure_at, end_at) / 1e6) AS BIGINT) AS end
     FROM per_second JOIN counted USING (run_number) ORDER BY run_id, second`,
    [experiment],
  );
  return [...Map.groupBy(rows, ({ run_id }) => run_id).values()]
    .flatMap(fallOf);
}

function fallOf(seconds: readonly z.infer<typeof Row>[]): FallenRate[] {
  const [first] = seconds;
  if (!first || first.calm < 1) return [];
  const { run_id, case_id, repetition, calm, end } = first;
  const counts = new Map(seconds.map(({ second, ok }) => [second, ok]));
  const okIn = (second: number) => counts.get(second) ?? 0;
  const before = median(Array.from({ length: calm }, (_, i) => okIn(i)));
  const fallen = (second: number) => okIn(second) < FALLEN * before;
  let since = end;
  while (since > 0 && fallen(since - 1)) since--;
  return since === end ? [] : [{
    ...{ run_id, case_id, repetition, before },
    last: okIn(end - 1),
    operations: seconds.filter(({ second }) => second < since)
      .reduce((sum, { ok }) => sum + ok, 0),
  }];
}

/** Makes the table of runs whose rate fell. */
export function fallenRateTable(rows: readonly FallenRate[]): Table {
  return table(rows, [
    column.text(({ case_id }) => readableCase(case_id), "Case"),
    column.number("repetition", "#"),
    column.number("before", "Before [in time/s]", { decimals: 0 }),
    column.number("operations", "Operations until it fell"),
    column.number("last", "Last second [in time/s]"),
  ], {
    caption: "Rates that fell and stayed low",
    headline:
      "Runs whose last second carried less than half of the median second: before the fault or, without one, of the run. Operations: in time, from the start of the load until the rate fell for good.",
    none: "No rate fell to below half until the load ended.",
  });
}
