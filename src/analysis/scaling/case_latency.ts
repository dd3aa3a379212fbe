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
): Promise<readonly CaseLatency[]> {
  const separate = await separateLatencies(store, experiment);
  if (sessions === "separate") return separate;
  const cases = new Set(
    separate.map(({ system, system_version, case_id }) =>
      JSON.stringify([system, system_version, case_id])
    ),
  );
  // To pool takes as long as to separate, and changes nothing where no case has a second session.
  return cases.size === separate.length
    ? separate.map((row) => ({ ...row, session: "" }))
    : await readLatencies(store, experiment, sessions);
}

const separateLatencies = oncePerStore((store, experiment) =>
  readLatencies(store, experiment, "separate")
);

async function readLatencies(
  store: Store,
  experiment: string,
  sessions: SessionGrouping,
): Promise<readonly CaseLatency[]> {
  const valid = [...await validity(store, experiment)]
    .flatMap(([run_id, { status }]) => status === "ok" ? [run_id] : []);
  return await store.query(
    Row,
    `WITH valid AS (SELECT unnest($valid::JSON::VARCHAR[]) AS run_id),
     sessions AS (SELECT run_id, value AS session FROM params WHERE key = 'session'),
     -- As the view measured, but without the timeout of each run: to join it takes most of the time.
     due AS (
       SELECT run_id, outcome, duration_s FROM operations JOIN phases USING (run_id)
       WHERE is_load(kind) AND phase = 'measure' AND operations.started_at >= began
         AND (ended IS NULL OR operations.started_at < ended))
     SELECT system, system_version, case_id,
       CASE WHEN $separate THEN coalesce(session, '') ELSE '' END AS session,
       latency_percentiles(outcome, duration_s)[1] AS p50,
       latency_percentiles(outcome, duration_s)[2] AS p95,
       latency_percentiles(outcome, duration_s)[3] AS p99
     FROM due SEMI JOIN valid USING (run_id) JOIN runs USING (run_id)
       LEFT JOIN sessions USING (run_id)
     GROUP BY ALL ORDER BY ALL`,
    { valid: JSON.stringify(valid), separate: sessions === "separate" },
  );
}
