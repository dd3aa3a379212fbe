/** Share of the operations of one run that failed, with an interval that allows for failures clustered in outages. */
import { z } from "zod";
import {
  type ClusteredShare,
  clusteredShare,
  longestCluster,
  type TimeCell,
} from "../../statistics/mod.ts";
import type { Store } from "../../store/mod.ts";
import { toCuts } from "./run_metrics.ts";
import type { RunWarmUp } from "./warm_ups.ts";

const Second = z.strictObject({
  run_id: z.string(),
  second: z.number(),
  events: z.number(),
  n: z.number(),
});

/** Failures that are closer together usually have one cause. */
const MIN_BLOCK_S = 5;
/** Seconds of a run that are resampled at most: a day. */
const MAX_SECONDS = 86_400;

/**
 * Returns the share of operations that failed or were late in each run, by run id, by the block bootstrap: the seconds in
 * which they were due are resampled in blocks as long as the longest cluster of seconds with failures. Runs of more than
 * a day have none, nor do imports without times.
 */
export async function failedShares(
  store: Store,
  run_ids: readonly string[],
  warmUps: ReadonlyMap<string, RunWarmUp> = new Map(),
): Promise<Map<string, ClusteredShare>> {
  const rows = await store.query(
    Second,
    `WITH cuts AS (
       SELECT unnest(from_json($cuts::JSON, '[{"run_id": "VARCHAR", "from_us": "BIGINT"}]'), recursive := true)),
     due AS (
       SELECT run_id, in_time, load_operations.started_at,
         min(load_operations.started_at) OVER (PARTITION BY run_id) AS first
       FROM load_operations LEFT JOIN (
         SELECT run_id, began, ended FROM phases WHERE phase = 'measure') USING (run_id) LEFT JOIN cuts USING (run_id)
       WHERE run_id IN (SELECT unnest($runs::JSON::VARCHAR[])) AND load_operations.started_at IS NOT NULL
         AND (began IS NULL OR (load_operations.started_at >= began
           AND (ended IS NULL OR load_operations.started_at < ended)))
         AND coalesce(load_operations.started_at >= make_timestamp(from_us), true))
     SELECT run_id, date_diff('microseconds', first, started_at) // 1000000 AS second,
       count(*) FILTER (NOT in_time) AS events, count(*) AS n
     FROM due GROUP BY ALL ORDER BY ALL`,
    { runs: JSON.stringify(run_ids), cuts: toCuts(warmUps) },
  );
  const runs = [...Map.groupBy(rows, ({ run_id }) => run_id)];
  return new Map(runs.flatMap(([run_id, seconds]) => {
    const length = (seconds.at(-1)?.second ?? 0) + 1;
    if (length > MAX_SECONDS) return [];
    const cells: TimeCell[] = Array.from(
      { length },
      () => ({ events: 0, n: 0 }),
    );
    for (const { second, events, n } of seconds) cells[second] = { events, n };
    const block = Math.max(MIN_BLOCK_S, longestCluster(cells, MIN_BLOCK_S));
    return [[run_id, clusteredShare(cells, { block })]];
  }));
}
