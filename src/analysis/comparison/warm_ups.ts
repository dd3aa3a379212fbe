/** Finds the warm-up of runs in the latencies of their load, where a comparison is asked to leave it out. */
import { z } from "zod";
import { warmUp } from "../../statistics/mod.ts";
import type { Store } from "../../store/mod.ts";

/** Warm-up of a run. */
export interface RunWarmUp {
  /** Seconds from the first operation, or the start of the phase `measure`, to its end; null if none was found. */
  readonly seconds: number | null;
  /** Its end, in microseconds since 1970; null where nothing is left out. */
  readonly from_us: number | null;
}

const Batches = z.strictObject({
  run_id: z.string(),
  began_us: z.number(),
  /** Mean latency in seconds, and microseconds since 1970 at which the first operation of the batch was due. */
  means: z.array(z.number()),
  starts_us: z.array(z.number()),
});

/** Operations of a batch, as in MSER-5; more where a run would have more batches than these. */
const BATCH = 5;
const MAX_BATCHES = 20_000;

/**
 * Returns the warm-up of each run with operations, by run id, by the rule MSER-5 over the latencies of its answered
 * operations as they were due. A run of few operations, or not steady before its second half, is left whole.
 */
export async function runWarmUps(
  store: Store,
  run_ids: readonly string[],
): Promise<Map<string, RunWarmUp>> {
  const found = await store.query(
    Batches,
    `WITH spans AS (
       SELECT run_id, began, ended FROM phases WHERE phase = 'measure'),
     numbered AS (
       SELECT run_id, duration_s, load_operations.started_at,
         coalesce(began, min(load_operations.started_at) OVER (PARTITION BY run_id)) AS began,
         row_number() OVER (PARTITION BY run_id ORDER BY load_operations.started_at, operation_id) - 1 AS place,
         count(*) OVER (PARTITION BY run_id) AS n
       FROM load_operations LEFT JOIN spans USING (run_id)
       WHERE run_id IN (SELECT unnest($runs::JSON::VARCHAR[])) AND outcome = 'ok' AND isfinite(duration_s)
         AND load_operations.started_at IS NOT NULL
         AND (began IS NULL OR (load_operations.started_at >= began
           AND (ended IS NULL OR load_operations.started_at < ended)))),
     sized AS (
       SELECT *, CAST(greatest($batch, ceil(n / $most)) AS BIGINT) AS size FROM numbered),
     batches AS (
       SELECT run_id, any_value(began) AS began, place // size AS batch, favg(duration_s) AS mean,
         epoch_us(min(started_at)) AS start_us
       FROM sized WHERE place < n // size * size GROUP BY run_id, batch)
     SELECT run_id, epoch_us(any_value(began)) AS began_us, list(mean ORDER BY batch) AS means,
       list(start_us ORDER BY batch) AS starts_us
     FROM batches GROUP BY run_id ORDER BY run_id`,
    { runs: JSON.stringify(run_ids), batch: BATCH, most: MAX_BATCHES },
  );
  return new Map(found.map(({ run_id, began_us, means, starts_us }) => {
    const { cut } = warmUp(means, { batch: 1 });
    const from_us = cut === null || cut === 0 ? null : starts_us[cut] ?? null;
    const seconds = cut === null
      ? null
      : from_us === null
      ? 0
      : (from_us - began_us) / 1e6;
    return [run_id, { seconds, from_us }];
  }));
}
