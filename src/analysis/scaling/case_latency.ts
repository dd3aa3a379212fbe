/** Latency percentiles of a case over the operations of all its repetitions: percentiles cannot be averaged. */
import { z } from "zod";
import type { Store } from "../../store/mod.ts";
import { oncePerStore } from "../../store/once_per_store.ts";
import { validity } from "../validity/validity.ts";

const Row = z.strictObject({
  system: z.string(),
  system_version: z.string(),
  case_id: z.string(),
  /** Empty for runs without a session, and for pooled sessions. */
  session: z.string(),
  /** Seconds, of successful operations; null where there are too few. */
  p50: z.number().nullable(),
  p95: z.number().nullable(),
  p99: z.number().nullable(),
});

/** Latency of one case of one version. */
export type CaseLatency = z.infer<typeof Row>;

/** With the runs that are ok. */
const RowOfRuns = Row.extend({ run_ids: z.array(z.string()) });
type RowOfRuns = z.infer<typeof RowOfRuns>;

/** Grouping of the runs of a case: separate by session, as cells that are compared must be, or pooled. */
export type SessionGrouping = "separate" | "pooled";

/** Options of `caseLatencies`. */
export interface CaseLatencyOptions {
  /** @default {"separate"} */
  readonly sessions?: SessionGrouping;
}

/**
 * Returns latency percentiles by case and session over the pooled operations due in the phase `measure` of all runs
 * that are ok: a run with more operations weighs more. Cases without such a run have no row.
 */
export async function caseLatencies(
  store: Store,
  experiment: string,
  { sessions = "separate" }: CaseLatencyOptions = {},
): Promise<CaseLatency[]> {
  const separate = await separateLatencies(store, experiment);
  if (sessions === "separate") return separate.map(toLatency);
  const cases = [...Map.groupBy(separate, toCaseKey)];
  // To pool takes as long as to separate, and changes nothing in a case with one session.
  const mixed = cases.flatMap(([, own]) => own.length > 1 ? own : []);
  const pooled = mixed.length === 0
    ? []
    : await readLatencies(store, mixed.flatMap(({ run_ids }) => run_ids), {
      sessions,
    });
  const byCase = Map.groupBy(pooled, toCaseKey);
  return cases.flatMap(([key, own]) => byCase.get(key) ?? own)
    .map((row) => ({ ...toLatency(row), session: "" }));
}

function toCaseKey({ system, system_version, case_id }: RowOfRuns): string {
  return JSON.stringify([system, system_version, case_id]);
}

function toLatency({ run_ids: _, ...latency }: RowOfRuns): CaseLatency {
  return latency;
}

const separateLatencies = oncePerStore(async (store, experiment) => {
  const valid = [...await validity(store, experiment)]
    .flatMap(([run_id, { status }]) => status === "ok" ? [run_id] : []);
  return await readLatencies(store, valid, { sessions: "separate" });
});

/** Reads the latencies of the cases of these runs. */
async function readLatencies(
  store: Store,
  valid: readonly string[],
  { sessions }: { readonly sessions: SessionGrouping },
): Promise<RowOfRuns[]> {
  return await store.query(
    RowOfRuns,
    `WITH valid AS (SELECT unnest($valid::JSON::VARCHAR[]) AS run_id),
     sessions AS (SELECT run_id, value AS session FROM params WHERE key = 'session'),
     -- Runs are few: each of the many operations meets them once, and is grouped by a number rather than by four texts.
     -- As the view measured, but without the timeout of each run: to join it takes most of the time.
     windows AS (
       SELECT run_id, system, system_version, case_id, began, ended,
         CASE WHEN $separate THEN coalesce(session, '') ELSE '' END AS own_session
       FROM runs SEMI JOIN valid USING (run_id) JOIN phases USING (run_id) LEFT JOIN sessions USING (run_id)
       WHERE phase = 'measure'),
     cases AS MATERIALIZED (
       SELECT *, dense_rank() OVER (ORDER BY system, system_version, case_id, own_session) AS number FROM windows),
     latencies AS (
       SELECT number, latency_percentiles(outcome, duration_s) AS percentiles
       FROM operations JOIN cases USING (run_id)
       WHERE is_load(kind) AND operations.started_at >= began
         AND (ended IS NULL OR operations.started_at < ended)
       GROUP BY number)
     SELECT system, system_version, case_id, own_session AS session,
       percentiles[1] AS p50, percentiles[2] AS p95, percentiles[3] AS p99, run_ids
     FROM latencies JOIN (
       SELECT number, system, system_version, case_id, own_session, list(DISTINCT run_id ORDER BY run_id) AS run_ids
       FROM cases GROUP BY ALL) USING (number)
     ORDER BY ALL`,
    { valid: JSON.stringify(valid), separate: sessions === "separate" },
  );
}
