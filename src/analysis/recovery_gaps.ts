/** Times without success around a fault: at the nodes that survived it, at each node, and in the load. */
import { z } from "zod";
import type { Store } from "../store/mod.ts";

const Gap = z.strictObject({
  run_id: z.string(),
  /** `survivors`: probes of nodes that were not hit, together. `node-0` ...: probes of one node. `load`: the load. */
  scope: z.string(),
  /** `fault` for a gap that began before healing, `heal` for one that began after. */
  phase: z.enum(["fault", "heal"]),
  seconds: z.number(),
  /** Whether it was still open when watching ended. */
  censored: z.boolean(),
});

/** The longest gap of one scope of one run in one phase. */
export type RecoveryGap = z.infer<typeof Gap>;

/**
 * Longest times between two successes that follow each other, by run, scope and phase. A gap that was open when the fault was
 * injected counts from the injection. Without any success after that, a gap lasts until watching ended.
 */
export function recoveryGaps(
  store: Store,
  experiment: string,
): Promise<RecoveryGap[]> {
  return store.query(Gap, sql, [experiment]);
}

const sql = `
  WITH marks AS (
    SELECT run_id, string_split(any_value(subject) FILTER (kind = 'fault'), ',') AS hit,
      min(events.at) FILTER (kind = 'fault') AS fault_at,
      min(events.at) FILTER (kind = 'heal') AS heal_at,
      min(events.at) FILTER (kind = 'phase' AND subject = 'cool_down') AS end_at
    FROM events JOIN runs USING (run_id) WHERE experiment = $1 GROUP BY run_id
    HAVING fault_at IS NOT NULL AND heal_at IS NOT NULL AND end_at IS NOT NULL),
  attempts AS (
    SELECT run_id, starts_with(kind, 'probe_') AS probe, subject, outcome,
      operations.started_at + to_microseconds(CAST(round(duration_s * 1e6) AS BIGINT)) AS done_at
    FROM operations SEMI JOIN marks USING (run_id) WHERE kind <> 'verify'),
  scoped AS (
    SELECT run_id, 'load' AS scope, outcome, done_at FROM attempts WHERE NOT probe
    UNION ALL
    SELECT run_id, subject, outcome, done_at FROM attempts WHERE probe
    UNION ALL
    SELECT run_id, 'survivors', outcome, done_at FROM attempts JOIN marks USING (run_id)
    WHERE probe AND NOT list_contains(hit, subject)),
  -- A scope that was asked at all has gaps from the fault on, even without a single success.
  points AS (
    SELECT run_id, scope, done_at FROM scoped JOIN marks USING (run_id)
    WHERE outcome = 'ok' AND done_at > fault_at AND done_at <= end_at
    UNION ALL
    SELECT DISTINCT run_id, scope, fault_at FROM scoped JOIN marks USING (run_id)),
  gaps AS (
    SELECT run_id, scope, done_at AS from_at,
      lead(done_at) OVER (PARTITION BY run_id, scope ORDER BY done_at) AS to_at
    FROM points),
  measured AS (
    SELECT run_id, scope, CASE WHEN from_at < heal_at THEN 'fault' ELSE 'heal' END AS phase,
      date_diff('microseconds', from_at, coalesce(to_at, end_at)) / 1e6 AS seconds,
      to_at IS NULL AS censored
    FROM gaps JOIN marks USING (run_id))
  SELECT run_id, scope, phase, max(seconds) AS seconds,
    arg_max(censored, (seconds, censored)) AS censored
  FROM measured GROUP BY ALL ORDER BY ALL`;
