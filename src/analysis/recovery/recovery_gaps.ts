/** Times without success around a fault: at the surviving nodes, at each node, and in the load. */
import { z } from "zod";
import type { Store } from "../../store/mod.ts";

export interface GapOptions {
  /** Detection limit, as a multiple of the longest gap before the fault. @default {2} */
  readonly noise?: number;
}

const Row = z.strictObject({
  run_id: z.string(),
  /** `survivors`: probes of all nodes outside the targets. `node-0` ...: probes of one node. `load`: the load. */
  scope: z.string(),
  /** `fault` for a gap that began before healing, `heal` for one that began after. */
  phase: z.enum(["fault", "heal"]),
  seconds: z.number(),
  /** True if it was still open when observation ended. */
  censored: z.boolean(),
  /** Seconds from the end of the injection to the start of the gap; negative when success ended before. */
  from: z.number(),
  /** Longest gap of the same scope before the fault, in seconds; null where fewer than two attempts succeeded. */
  baseline: z.number().nullable(),
});

/** Longest gap of one scope of one run in one phase. */
export interface RecoveryGap extends z.infer<typeof Row> {
  /** True if it reaches the detection limit. Attempts are spaced, so there always is a gap. */
  readonly detected: boolean;
  /** Detection limit in seconds; null where there was no gap before the fault. */
  readonly limit: number | null;
}

/**
 * Returns the longest times between consecutive successes, by run, scope and phase. A gap open at the request for the
 * fault counts from then. Without any later success, a gap lasts until observation ended.
 */
export async function recoveryGaps(
  store: Store,
  experiment: string,
  { noise = 2 }: GapOptions = {},
): Promise<RecoveryGap[]> {
  const rows = await store.query(Row, sql, [experiment]);
  return rows.map((row) => {
    const limit = row.baseline === null ? null : noise * row.baseline;
    return { ...row, limit, detected: limit === null || row.seconds >= limit };
  });
}

const sql = `
  WITH marks AS (
    SELECT run_id, string_split(any_value(subject) FILTER (kind = 'fault'), ',') AS hit,
      min(events.at) FILTER (kind = 'phase' AND subject = 'measure') AS measure_at,
      min(events.at) FILTER (kind = 'phase' AND subject = 'fault') AS requested_at,
      min(events.at) FILTER (kind = 'fault') AS fault_at,
      min(events.at) FILTER (kind = 'heal') AS heal_at,
      min(events.at) FILTER (kind = 'phase' AND subject = 'cool_down') AS end_at
    FROM events JOIN runs USING (run_id) WHERE experiment = $1 GROUP BY run_id
    HAVING requested_at IS NOT NULL AND fault_at IS NOT NULL AND heal_at IS NOT NULL AND end_at IS NOT NULL),
  attempts AS (
    SELECT run_id, subject, outcome = 'ok' AS success,
      operations.started_at + to_microseconds(CAST(round(duration_s * 1e6) AS BIGINT)) AS done_at
    FROM operations SEMI JOIN marks USING (run_id) WHERE starts_with(kind, 'probe_')),
  scoped AS (
    SELECT run_id, 'load' AS scope, in_time AS success, done_at FROM load_operations SEMI JOIN marks USING (run_id)
    UNION ALL
    SELECT run_id, subject, success, done_at FROM attempts
    UNION ALL
    SELECT run_id, 'survivors', success, done_at FROM attempts JOIN marks USING (run_id)
    WHERE NOT list_contains(hit, subject)),
  -- A scope with any attempt has gaps from the fault on, even without a single success.
  points AS (
    SELECT run_id, scope, done_at FROM scoped JOIN marks USING (run_id)
    WHERE success AND done_at > requested_at AND done_at <= end_at
    UNION ALL
    SELECT DISTINCT run_id, scope, requested_at FROM scoped JOIN marks USING (run_id)),
  gaps AS (
    SELECT run_id, scope, done_at AS from_at,
      lead(done_at) OVER (PARTITION BY run_id, scope ORDER BY done_at) AS to_at
    FROM points),
  measured AS (
    SELECT run_id, scope, CASE WHEN from_at < heal_at THEN 'fault' ELSE 'heal' END AS phase,
      date_diff('microseconds', from_at, coalesce(to_at, end_at)) / 1e6 AS seconds,
      date_diff('microseconds', fault_at, from_at) / 1e6 AS "from",
      to_at IS NULL AS censored
    FROM gaps JOIN marks USING (run_id)),
  longest AS (
    SELECT run_id, scope, phase, max(seconds) AS seconds,
      arg_max(censored, (seconds, censored)) AS censored,
      arg_max("from", (seconds, censored)) AS "from"
    FROM measured GROUP BY run_id, scope, phase),
  gaps_before AS (
    SELECT run_id, scope, date_diff('microseconds',
      lag(done_at) OVER (PARTITION BY run_id, scope ORDER BY done_at), done_at) / 1e6 AS seconds
    FROM scoped JOIN marks USING (run_id)
    WHERE success AND done_at >= measure_at AND done_at < requested_at),
  baselines AS (SELECT run_id, scope, max(seconds) AS baseline FROM gaps_before GROUP BY run_id, scope)
  SELECT longest.*, baseline FROM longest LEFT JOIN baselines USING (run_id, scope) ORDER BY ALL`;
