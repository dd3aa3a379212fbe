/** How long operations of a case took, over all of its repetitions: quantiles of quantiles would be of nothing. */
import { z } from "zod";
import { minimumSamples } from "../../statistics/mod.ts";
import type { Store } from "../../store/mod.ts";
import { validity } from "../validity/validity.ts";

const Row = z.strictObject({
  system: z.string(),
  system_version: z.string(),
  case_id: z.string(),
  /** Empty for runs of no session, and for those of all sessions together. */
  session: z.string(),
  /** Seconds, of successful operations; null where there are too few of them. */
  p50: z.number().nullable(),
  p95: z.number().nullable(),
  p99: z.number().nullable(),
});

/** Latency of one case of one version. */
export type CaseLatency = z.infer<typeof Row>;

/** Whether runs of one case stay apart by the session they were made in, as cells that are compared must, or come together. */
export type Sessions = "apart" | "together";

export interface CaseLatencyOptions {
  /** @default {"apart"} */
  readonly sessions?: Sessions;
}

/**
 * Quantiles by case and session, of the operations of all its runs that are ok put together, due in the phase `measure`: a run
 * that made more of them counts for more. Cases without such a run have no row.
 */
export async function caseLatencies(
  store: Store,
  experiment: string,
  { sessions = "apart" }: CaseLatencyOptions = {},
): Promise<CaseLatency[]> {
  const valid = [...await validity(store, experiment)]
    .flatMap(([run_id, { status }]) => status === "ok" ? [run_id] : []);
  const quantiles = [0.5, 0.95, 0.99].map((p) =>
    `CASE WHEN count(*) >= ${minimumSamples(p)}
       THEN quantile_cont(duration_s, ${p}) END AS p${p * 100}`
  );
  return await store.query(
    Row,
    `WITH asked AS (SELECT unnest($valid::JSON::VARCHAR[]) AS run_id),
     sessions AS (SELECT run_id, value AS session FROM params WHERE key = 'session')
     SELECT system, system_version, case_id,
       CASE WHEN $apart THEN coalesce(session, '') ELSE '' END AS session,
       ${quantiles.join(", ")}
     FROM measured SEMI JOIN asked USING (run_id) JOIN runs USING (run_id)
       LEFT JOIN sessions USING (run_id)
     WHERE outcome = 'ok'
     GROUP BY ALL ORDER BY ALL`,
    { valid: JSON.stringify(valid), apart: sessions === "apart" },
  );
}
