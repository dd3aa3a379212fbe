/** How long operations of a case took, over all of its repetitions: quantiles of quantiles would be of nothing. */
import { z } from "zod";
import { minimumSamples } from "../statistics/mod.ts";
import type { Store } from "../store/mod.ts";
import { validity } from "./validity.ts";

const Row = z.strictObject({
  system: z.string(),
  system_version: z.string(),
  case_id: z.string(),
  /** Seconds, of successful operations; null where there are too few of them. */
  p50: z.number().nullable(),
  p95: z.number().nullable(),
  p99: z.number().nullable(),
});

/** Latency of one case of one version. */
export type CaseLatency = z.infer<typeof Row>;

/**
 * Quantiles by case, of the operations of all its runs that are ok put together, due in the phase `measure`: a run that made
 * more of them counts for more. Cases without such a run have no row.
 */
export async function caseLatencies(
  store: Store,
  experiment: string,
): Promise<CaseLatency[]> {
  const quantiles = [0.5, 0.95, 0.99].map((p) =>
    `CASE WHEN count(*) >= ${minimumSamples(p)}
       THEN quantile_cont(duration_s, ${p}) END AS p${p * 100}`
  );
  const found = await validity(store, experiment);
  const ok = [...found.values()].filter(({ status }) => status === "ok")
    .map(({ run_id }) => run_id);
  return await store.query(
    Row,
    `SELECT system, system_version, case_id, ${quantiles.join(", ")}
     FROM measured JOIN runs USING (run_id)
     WHERE run_id IN (SELECT UNNEST($1::JSON::VARCHAR[])) AND outcome = 'ok'
     GROUP BY ALL ORDER BY ALL`,
    [JSON.stringify(ok)],
  );
}
