/** Times without success around a fault: at the nodes that survived it, at each node, and in the load. */
import { z } from "zod";
import type { Store } from "../../store/mod.ts";

export interface GapOptions {
  /** How many times as long as the longest gap before the fault one must be to be told from noise. @default {2} */
  readonly noise?: number;
}

const Row = z.strictObject({
  run_id: z.string(),
  /** `survivors`: probes of nodes that were not hit, together. `node-0` ...: probes of one node. `load`: the load. */
  scope: z.string(),
  /** `fault` for a gap that began before healing, `heal` for one that began after. */
  phase: z.enum(["fault", "heal"]),
  seconds: z.number(),
  /** Whether it was still open when watching ended. */
  censored: z.boolean(),
  /** Seconds from the injection to its beginning; below 0 when success ended before the injection was done. */
  from: z.number(),
  /** Longest gap of the same scope before the fault, in seconds; null where fewer than two attempts succeeded. */
  usual: z.number().nullable(),
});

/** The longest gap of one scope of one run in one phase. */
export interface RecoveryGap extends z.infer<typeof Row> {
  /** Whether it is longer than gaps were before the fault. Attempts are apart, so there always is a gap. */
  readonly detected: boolean;
  /** Seconds below which a gap is not detected; null where there was none before the fault. */
  readonly limit: number | null;
}

/**
 * Longest times between two successes that follow each other, by run, scope and phase. A gap that was open when the fault was
 * asked for counts from then. Without any success after that, a gap lasts until watching ended.
 */
export async function recoveryGaps(
  store: Store,
  experiment: string,
  { noise = 2 }: GapOptions = {},
): Promise<RecoveryGap[]> {
  const rows = await store.query(Row, sql, [experiment]);
  return rows.map((row) => {
    const limit = row.usual === null ? null : noise * row.usual;
    return { ...row, limit, detected: limit === null || row.seconds >= limit };
  });
}

const sql = `
  WITH marks AS (
    SELECT run_id, string_split(any_value(subject) FILTER (kind = 'fault'), ',') AS hit,
      min(events.at) FILTER (kind = 'phase' AND subject = 'measure') AS measure_at,
      min(events.at) FILTER (kind = 'phase' AND subject = 'fault') AS asked_at,
      min(events.at) FILTER (kind = 'fault') AS fault_at,
      min(events.at) FILTER (kind = 'heal') AS heal_at,
      min(events.at) FILTER (kind = 'phase' AND subject = 'cool_down') AS end_at
    FROM events JOIN runs USING (run_id) WHERE experiment = $1 GROUP BY run_id
    HAVING asked_at IS NOT NULL AND fault_at IS NOT NULL AND heal_at IS NOT NULL AND end_at IS NOT NULL),
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
  -- A scope that was asked at all has gaps from the fault on, even without a single success.
  points AS (
    SELECT run_id, scope, done_at FROM scoped JOIN marks USING (run_id)
    WHERE success AND done_at > asked_at AND done_at <= end_at
    UNION ALL
    SELECT DISTINCT run_id, scope, asked_at FROM scoped JOIN marks USING (run_id)),
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
  calm AS (
    SELECT run_id, scope, date_diff('microseconds',
      lag(done_at) OVER (PARTITION BY run_id, scope ORDER BY done_at), done_at) / 1e6 AS seconds
    FROM scoped JOIN marks USING (run_id)
    WHERE success AND done_at >= measure_at AND done_at < asked_at),
  usual AS (SELECT run_id, scope, max(seconds) AS usual FROM calm GROUP BY run_id, scope)
  SELECT longest.*, usual FROM longest LEFT JOIN usual USING (run_id, scope) ORDER BY ALL`;
