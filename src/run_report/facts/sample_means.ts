/** Sums up what an import sampled over time. */
import { z } from "zod";
import type { Store } from "../../store/mod.ts";

const Row = z.strictObject({
  metric: z.string(),
  unit: z.string(),
  /** Over all times and sources. */
  mean: z.number(),
  min: z.number(),
  max: z.number(),
  /** Samples, and what was sampled. */
  n: z.number(),
  sources: z.number(),
});

/** One metric of a run over all of its time. */
export type SampleMean = z.infer<typeof Row>;

/** Returns a row for each metric and unit, by name. */
export function sampleMeans(
  store: Store,
  run_id: string,
): Promise<SampleMean[]> {
  return store.query(
    Row,
    `SELECT metric, unit, favg(value) AS mean, min(value) AS min, max(value) AS max,
       count(*) AS n, count(DISTINCT samples.source) AS sources
     FROM samples WHERE run_id = $1 GROUP BY metric, unit ORDER BY metric, unit`,
    [run_id],
  );
}
