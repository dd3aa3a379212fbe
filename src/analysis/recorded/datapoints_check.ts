/** Checks recorded datapoint rates against the rates implied by the settings. */
import { z } from "zod";
import type { Store } from "../../store/mod.ts";

const Check = z.strictObject({
  run_id: z.string(),
  source: z.string(),
  started_at: z.string().nullable(),
  metrics_per_target: z.number(),
  targets: z.number(),
  scrape_interval_s: z.number(),
  /** Datapoints per second implied by the settings. */
  expected: z.number(),
  /** Datapoints per second as recorded; null if the recorded text is not a number. */
  recorded: z.number().nullable(),
  text: z.string(),
});

/** The expected and the recorded datapoint rate of one run. */
export interface DatapointsCheck extends z.infer<typeof Check> {
  readonly agrees: boolean;
}

/** Series per metric by default in the load generator: each metric gives ten datapoints per scrape. */
const SERIES_PER_METRIC = 10;

/**
 * Computes the nominal datapoints per second of every run that records its settings, metrics x series x targets /
 * scrape interval, and compares them with the recorded rate to one part in a million: both are exact numbers typed by
 * people.
 */
export async function checkDatapoints(
  store: Store,
): Promise<DatapointsCheck[]> {
  const rows = await store.query(
    Check,
    `WITH settings AS (
       SELECT run_id,
         max(number) FILTER (key = 'metrics_per_target') AS metrics_per_target,
         max(number) FILTER (key = 'targets') AS targets,
         max(number) FILTER (key = 'scrape_interval') AS scrape_interval_s
       FROM params GROUP BY run_id)
     SELECT run_id, source, started_at, metrics_per_target, targets,
       scrape_interval_s,
       metrics_per_target * ${SERIES_PER_METRIC} * targets / scrape_interval_s AS expected,
       value AS recorded, text
     FROM settings JOIN runs USING (run_id) JOIN reported USING (run_id)
     WHERE kind = 'datapoints_rate' AND statistic IN ('value', 'nominal')
       AND metrics_per_target IS NOT NULL AND targets IS NOT NULL
       AND scrape_interval_s IS NOT NULL
     ORDER BY run_id`,
  );
  return rows.map((row) => ({
    ...row,
    agrees: row.recorded !== null &&
      Math.abs(row.recorded - row.expected) <= 1e-6 * row.expected,
  }));
}
