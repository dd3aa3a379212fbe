/** Reads the resources of a run over time: of its processes, or whatever an import sampled. */
import { z } from "zod";
import type { Store } from "../../store/mod.ts";

const Row = z.strictObject({
  metric: z.string(),
  unit: z.string(),
  source: z.string(),
  at: z.string(),
  value: z.number(),
});

/** One sample, in the plotted unit. */
export type ResourceSample = z.infer<typeof Row>;

/** Metrics of an import that are drawn, in order of name. */
const MAX_METRICS = 4;

/**
 * Returns processors and memory of every process in order of time, in cores and MiB; of a run without them, its metrics
 * of these names, or else its first metrics by name.
 */
export async function resourceSamples(
  store: Store,
  run_id: string,
  named: readonly string[],
): Promise<ResourceSample[]> {
  const processes = await store.query(
    Row,
    `SELECT CASE metric WHEN 'cpu' THEN 'processors' ELSE 'memory' END AS metric,
       CASE metric WHEN 'cpu' THEN 'cores' ELSE 'MiB' END AS unit, samples.source, samples.at,
       CASE metric WHEN 'cpu' THEN value ELSE value / 1048576 END AS value
     FROM samples WHERE run_id = $1 AND samples.at IS NOT NULL AND samples.source <> 'host'
       AND (metric = 'cpu' AND unit = '1' OR metric = 'memory' AND unit = 'B')
     ORDER BY metric DESC, samples.source, samples.at`,
    [run_id],
  );
  if (processes.length > 0) return processes;
  return await store.query(
    Row,
    `WITH own AS (SELECT * FROM samples WHERE run_id = $1 AND samples.at IS NOT NULL),
       wanted AS (SELECT DISTINCT metric, metric IN (SELECT UNNEST($2::JSON::VARCHAR[])) AS is_named FROM own),
       chosen AS (
         SELECT metric FROM wanted WHERE is_named OR NOT (SELECT bool_or(is_named) FROM wanted)
         ORDER BY metric LIMIT ${MAX_METRICS})
     SELECT metric, unit, own.source, own.at, value FROM own SEMI JOIN chosen USING (metric)
     ORDER BY metric, own.source, own.at`,
    [run_id, JSON.stringify(named)],
  );
}
