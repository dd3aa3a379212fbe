/** Timings, losses and integrity of each run with a fault, as recorded, without regard to validity. */
import { z } from "zod";
import type { Store } from "../../store/mod.ts";

export const RecoveryRow = z.strictObject({
  run_id: z.string(),
  system: z.string(),
  system_version: z.string(),
  mode: z.string(),
  case_id: z.string(),
  repetition: z.number(),
  session: z.string().nullable(),
  notes: z.string(),
  fault: z.string(),
  /** Pre-vote of etcd; null for other systems, and where unknown. */
  pre_vote: z.enum(["on", "off"]).nullable(),
  /** True if the run recorded it; if not, it is derived from the settings of its session and the lab's default. */
  pre_vote_recorded: z.boolean(),
  /** Target nodes of the fault, joined by commas; null when it was never injected. */
  hit: z.string().nullable(),
  /** Seconds from the request for the fault to its injection, from there to healing, and to the end of observation. */
  inject_s: z.number().nullable(),
  fault_s: z.number().nullable(),
  heal_s: z.number().nullable(),
  /** True if a leader was lost from the request to healing, and after it; null when the fault was never injected. */
  lost_leader: z.boolean().nullable(),
  lost_leader_again: z.boolean().nullable(),
  /** Seconds to the first leader after the first loss, which may be a restarted node; null without one. */
  leader_s: z.number().nullable(),
  /** Seconds from healing to the last leader after a loss that followed healing; null when none led at the end. */
  heal_leader_s: z.number().nullable(),
  /** True if a target was seen down or alone before healing; null when its health was not polled. */
  behind: z.boolean().nullable(),
  /** Seconds from healing until the last target had caught up; null when one never did. */
  caught_up_s: z.number().nullable(),
  /**
   * Operations that succeeded in time, a second: of those due from `measure` to the request for the fault, from the
   * injection to healing, and from healing to the end of observation. In time: see the view `load_operations`.
   */
  before: z.number().nullable(),
  during: z.number().nullable(),
  after: z.number().nullable(),
  /** Operations due before observation ended that had not ended at the request for the fault. */
  attempted: z.number(),
  /** Those that did not succeed in time: they failed, or succeeded later than the timeout after they were due. */
  lost: z.number(),
  failed: z.number(),
  late: z.number(),
  /** Acknowledged writes of the whole run; null where not recorded. */
  acknowledged: z.number().nullable(),
  /** Acknowledged keys that were read back, those that were gone, and those with a value never written to them. */
  verified: z.number(),
  gone: z.number(),
  wrong: z.number(),
  /** Keys with an older value than the last one acknowledged; null where the record does not distinguish values. */
  older: z.number().nullable(),
});
export type RecoveryRow = z.infer<typeof RecoveryRow>;

/** Returns every run of `experiment` with a fault, in order of fault and time. */
export function recoveryRows(
  store: Store,
  experiment: string,
): Promise<RecoveryRow[]> {
  return store.query(RecoveryRow, sql, [experiment]);
}

const sql = `
  WITH fault_runs AS (
    SELECT runs.*, value AS fault FROM runs JOIN params USING (run_id)
    WHERE experiment = $1 AND key = 'fault' AND value <> 'none'),
  marks AS (
    SELECT run_id, any_value(subject) FILTER (kind = 'fault') AS hit,
      string_split(hit, ',') AS nodes,
      min(events.at) FILTER (kind = 'fault') AS fault_at,
      min(events.at) FILTER (kind = 'heal') AS heal_at,
      min(events.at) FILTER (kind = 'phase' AND subject = 'measure') AS measure_at,
      min(events.at) FILTER (kind = 'phase' AND subject = 'fault') AS requested_at,
      min(events.at) FILTER (kind = 'phase' AND subject = 'cool_down') AS end_at
    FROM events GROUP BY run_id),
  leads AS (
    SELECT run_id, events.at AS led_at, subject AS leader,
      lag(subject) OVER (PARTITION BY run_id ORDER BY events.at) AS former
    FROM events WHERE kind = 'leader'),
  losses AS (
    SELECT run_id, min(led_at) FILTER (led_at >= requested_at AND led_at < heal_at) AS lost_at,
      min(led_at) FILTER (led_at >= heal_at AND led_at < end_at) AS lost_again_at
    FROM leads JOIN marks USING (run_id) WHERE former <> '' AND former <> leader GROUP BY run_id),
  leaders AS (
    SELECT run_id, min(led_at) FILTER (leader <> '' AND led_at >= lost_at) AS next_at,
      CASE WHEN arg_max(leader, led_at) <> '' THEN max(led_at) END AS last_at
    FROM leads JOIN losses USING (run_id) JOIN marks USING (run_id) WHERE led_at < end_at GROUP BY run_id),
  health AS (
    SELECT run_id, bool_or(detail <> 'up' AND events.at >= requested_at AND events.at < heal_at) AS behind
    FROM events JOIN marks USING (run_id)
    WHERE kind = 'health' AND list_contains(nodes, subject) GROUP BY run_id),
  caught AS (
    SELECT run_id, count(DISTINCT subject) AS caught, max(events.at) AS caught_at
    FROM events JOIN marks USING (run_id)
    WHERE kind = 'caught_up' AND events.at >= heal_at GROUP BY run_id),
  rates AS (
    SELECT run_id,
      count(*) FILTER (in_time AND due_at >= measure_at AND due_at < requested_at) AS before,
      count(*) FILTER (in_time AND due_at >= fault_at AND due_at < heal_at) AS during,
      count(*) FILTER (in_time AND due_at >= heal_at AND due_at < end_at) AS after,
      count(*) FILTER (open) AS attempted, count(*) FILTER (open AND NOT in_time) AS lost,
      count(*) FILTER (open AND outcome <> 'ok') AS failed,
      count(*) FILTER (open AND outcome = 'ok' AND NOT in_time) AS late
    FROM (SELECT *, started_at AS due_at, due_at < end_at AND (done_at >= requested_at OR done_at IS NULL) AS open
      FROM load_operations SEMI JOIN fault_runs USING (run_id) JOIN marks USING (run_id)) GROUP BY run_id),
  -- Results of the read-back come as the data of an event; older records have a note, and an error of each operation.
  read_back AS (
    SELECT run_id, CAST(counts ->> 'acknowledged' AS BIGINT) AS acknowledged,
      CAST(counts ->> 'gone' AS BIGINT) AS gone, CAST(counts ->> 'older' AS BIGINT) AS older,
      CAST(counts ->> 'wrong' AS BIGINT) AS wrong,
      CAST(counts ->> 'ok' AS BIGINT) + gone + older + wrong AS verified
    FROM (SELECT run_id, any_value(TRY_CAST(detail AS JSON)) AS counts
      FROM events WHERE kind = 'verified' GROUP BY run_id)
    WHERE counts IS NOT NULL),
  noted AS (
    SELECT run_id, max(TRY_CAST(
      replace(regexp_extract(detail, '^([0-9,]+) acknowledged writes? ', 1), ',', '') AS BIGINT)) AS acknowledged
    FROM events ANTI JOIN read_back USING (run_id)
    WHERE kind = 'note' AND regexp_matches(detail, '^[0-9,]+ acknowledged writes? ') GROUP BY run_id),
  reads AS (
    SELECT run_id, CASE WHEN outcome = 'ok' THEN 'ok' WHEN outcome <> 'miss' THEN 'unread'
      WHEN error IN ('', 'gone') THEN 'gone' WHEN starts_with(error, 'older') THEN 'older' ELSE 'wrong' END AS result
    FROM operations ANTI JOIN read_back USING (run_id) WHERE kind = 'verify'),
  counted AS (
    SELECT run_id, count(*) FILTER (result <> 'unread') AS verified, count(*) FILTER (result = 'gone') AS gone,
      count(*) FILTER (result = 'older') AS older, count(*) FILTER (result = 'wrong') AS wrong
    FROM reads GROUP BY run_id),
  integrity AS (
    SELECT run_id, acknowledged, verified, gone, older, wrong FROM read_back
    UNION ALL BY NAME
    SELECT run_id, acknowledged, coalesce(verified, 0) AS verified, coalesce(gone, 0) AS gone,
      CASE WHEN acknowledged IS NOT NULL THEN coalesce(older, 0) END AS older, coalesce(wrong, 0) AS wrong
    FROM noted FULL JOIN counted USING (run_id)),
  settings AS (
    SELECT run_id, any_value(value) FILTER (key = 'session') AS session,
      any_value(value) FILTER (key = 'etcd_pre_vote') AS recorded,
      any_value(value) FILTER (key = 'set') AS session_settings
    FROM params SEMI JOIN fault_runs USING (run_id) GROUP BY run_id)
  SELECT run_id, system, system_version, mode, case_id, repetition, session, notes, fault, hit,
    -- Before runs recorded pre-vote, the lab started etcd without it unless it was set, and recorded the settings.
    CASE WHEN system <> 'etcd' THEN NULL WHEN recorded IN ('on', 'true') THEN 'on'
      WHEN recorded IN ('off', 'false') THEN 'off' WHEN session_settings IS NOT NULL THEN 'off' END AS pre_vote,
    recorded IS NOT NULL AS pre_vote_recorded,
    date_diff('microseconds', requested_at, fault_at) / 1e6 AS inject_s,
    date_diff('microseconds', fault_at, heal_at) / 1e6 AS fault_s,
    date_diff('microseconds', heal_at, end_at) / 1e6 AS heal_s,
    CASE WHEN fault_at IS NOT NULL THEN lost_at IS NOT NULL END AS lost_leader,
    CASE WHEN heal_at IS NOT NULL THEN lost_again_at IS NOT NULL END AS lost_leader_again,
    CASE WHEN next_at < fault_at THEN 0 ELSE date_diff('microseconds', fault_at, next_at) / 1e6 END AS leader_s,
    CASE WHEN lost_again_at IS NOT NULL THEN date_diff('microseconds', heal_at, last_at) / 1e6 END AS heal_leader_s,
    behind,
    CASE WHEN caught = len(nodes) THEN date_diff('microseconds', heal_at, caught_at) / 1e6 END AS caught_up_s,
    before / nullif(date_diff('microseconds', measure_at, requested_at) / 1e6, 0) AS before,
    during / nullif(date_diff('microseconds', fault_at, heal_at) / 1e6, 0) AS during,
    after / nullif(date_diff('microseconds', heal_at, end_at) / 1e6, 0) AS after,
    coalesce(attempted, 0) AS attempted, coalesce(lost, 0) AS lost,
    coalesce(failed, 0) AS failed, coalesce(late, 0) AS late,
    acknowledged, coalesce(verified, 0) AS verified, coalesce(gone, 0) AS gone, coalesce(wrong, 0) AS wrong, older
  FROM fault_runs LEFT JOIN marks USING (run_id) LEFT JOIN losses USING (run_id) LEFT JOIN leaders USING (run_id)
    LEFT JOIN health USING (run_id) LEFT JOIN caught USING (run_id) LEFT JOIN rates USING (run_id)
    LEFT JOIN integrity USING (run_id) LEFT JOIN settings USING (run_id)
  ORDER BY fault, run_id`;
