-- Every run of the experiment $1 with a fault, in order of fault and time: its times, rates, losses and integrity.
WITH fault_runs AS (
  SELECT runs.*, value AS fault FROM runs JOIN params USING (run_id)
  WHERE experiment = $1 AND key = 'fault' AND value <> 'none'),
settings AS (
  SELECT run_id, any_value(value) FILTER (key = 'session') AS session,
    any_value(value) FILTER (key = 'etcd_pre_vote') AS recorded,
    any_value(value) FILTER (key = 'set') AS session_settings,
    any_value(number) FILTER (key = 'timeout') AS timeout_s,
    any_value(number) FILTER (key = 'fault_duration') AS planned_s
  FROM params SEMI JOIN fault_runs USING (run_id) GROUP BY run_id),
leads AS (
  SELECT run_id, events.at AS led_at, subject AS leader,
    lag(subject) OVER (PARTITION BY run_id ORDER BY events.at) AS former
  FROM events WHERE kind = 'leader'),
losses AS (
  SELECT run_id, min(led_at) FILTER (led_at >= requested_at AND led_at < heal_at) AS lost_at,
    min(led_at) FILTER (led_at >= heal_at AND led_at < end_at) AS lost_again_at
  FROM leads JOIN fault_marks USING (run_id) WHERE former <> '' AND former <> leader GROUP BY run_id),
leaders AS (
  SELECT run_id, min(led_at) FILTER (leader <> '' AND led_at >= lost_at) AS next_at,
    CASE WHEN arg_max(leader, led_at) <> '' THEN max(led_at) END AS last_at
  FROM leads JOIN losses USING (run_id) JOIN fault_marks USING (run_id) WHERE led_at < end_at GROUP BY run_id),
health AS (
  SELECT run_id, bool_or(detail <> 'up' AND events.at >= requested_at AND events.at < heal_at) AS behind
  FROM events JOIN fault_marks USING (run_id)
  WHERE kind = 'health' AND list_contains(nodes, subject) GROUP BY run_id),
caught AS (
  SELECT run_id, count(DISTINCT subject) AS caught, max(events.at) AS caught_at
  FROM events JOIN fault_marks USING (run_id)
  WHERE kind = 'caught_up' AND events.at >= fault_at AND heal_at IS NOT NULL GROUP BY run_id),
-- Without the view load_operations, which joins the timeout of each run to the operations of all experiments.
rates AS (
  SELECT run_id,
    count(*) FILTER (in_time AND due_at >= measure_at AND due_at < requested_at) AS before,
    count(*) FILTER (in_time AND due_at >= fault_at AND due_at < heal_at) AS during,
    count(*) FILTER (in_time AND due_at >= heal_at AND due_at < end_at) AS after,
    count(*) FILTER (open) AS attempted, count(*) FILTER (open AND NOT in_time) AS lost,
    count(*) FILTER (open AND outcome <> 'ok') AS failed,
    count(*) FILTER (open AND outcome = 'ok' AND NOT in_time) AS late,
    CASE WHEN bool_or(subject <> '')
      THEN count(*) FILTER (open AND NOT in_time AND list_contains(nodes, subject)) END AS lost_at_hit
  FROM (SELECT *, started_at AS due_at, is_in_time(outcome, duration_s, timeout_s) AS in_time,
      due_at < end_at AND (done_at >= requested_at OR done_at IS NULL) AS open
    FROM timed_operations JOIN settings USING (run_id) JOIN fault_marks USING (run_id)
    WHERE is_load(kind)) GROUP BY run_id),
connections AS (
  SELECT run_id, bool_and(nodes = 1) AS pinned
  FROM (SELECT run_id, worker, count(DISTINCT subject) AS nodes FROM operations SEMI JOIN fault_runs USING (run_id)
    WHERE is_load(kind) AND worker <> '' AND subject <> '' GROUP BY run_id, worker) GROUP BY run_id),
probe_kinds AS (
  SELECT run_id, bool_and(kind = 'probe_put') AS probes_write FROM probes SEMI JOIN fault_runs USING (run_id)
  GROUP BY run_id),
acknowledgements AS (
  SELECT run_id, max(CAST(data ->> 'acknowledged' AS BIGINT)) AS acknowledged
  FROM events WHERE kind = 'verified' GROUP BY run_id),
read_backs AS (
  SELECT run_id, count(*) FILTER (outcome IN ('ok', 'miss')) AS verified, count(*) FILTER (code = 'gone') AS gone,
    count(*) FILTER (code = 'older') AS older, count(*) FILTER (code = 'wrong') AS wrong
  FROM operations WHERE kind = 'verify' GROUP BY run_id),
titles AS (
  SELECT fault, CASE WHEN contains(fault, '+')
    THEN string_agg(DISTINCT data ->> 'title', '; ' ORDER BY data ->> 'title')
    ELSE max(data ->> 'title') END AS title
  FROM events JOIN fault_runs USING (run_id) WHERE kind = 'fault' GROUP BY fault)
SELECT run_id, system, system_version, mode, case_id, repetition, session, notes, fault,
  coalesce(title, '') AS title, hit,
  -- Before runs recorded pre-vote, the lab started etcd without it unless it was set, and recorded the settings.
  CASE WHEN system <> 'etcd' THEN NULL WHEN recorded IN ('on', 'true') THEN 'on'
    WHEN recorded IN ('off', 'false') THEN 'off' WHEN session_settings IS NOT NULL THEN 'off' END AS pre_vote,
  recorded IS NOT NULL AS pre_vote_recorded, timeout_s, planned_s,
  date_diff('microseconds', requested_at, fault_at) / 1e6 AS inject_s,
  date_diff('microseconds', fault_at, heal_at) / 1e6 AS fault_s,
  date_diff('microseconds', heal_at, end_at) / 1e6 AS heal_s,
  CASE WHEN fault_at IS NOT NULL THEN lost_at IS NOT NULL END AS lost_leader,
  CASE WHEN heal_at IS NOT NULL THEN lost_again_at IS NOT NULL END AS lost_leader_again,
  CASE WHEN next_at < fault_at THEN 0 ELSE date_diff('microseconds', fault_at, next_at) / 1e6 END AS leader_s,
  CASE WHEN lost_again_at IS NOT NULL THEN date_diff('microseconds', heal_at, last_at) / 1e6 END AS heal_leader_s,
  behind,
  -- Of several faults, nodes of one that was healed earlier may have caught up before the last healing.
  CASE WHEN caught = len(nodes)
    THEN greatest(0, date_diff('microseconds', heal_at, caught_at) / 1e6) END AS caught_up_s,
  before / nullif(date_diff('microseconds', measure_at, requested_at) / 1e6, 0) AS before,
  during / nullif(date_diff('microseconds', fault_at, heal_at) / 1e6, 0) AS during,
  after / nullif(date_diff('microseconds', heal_at, end_at) / 1e6, 0) AS after,
  coalesce(attempted, 0) AS attempted, coalesce(lost, 0) AS lost,
  coalesce(failed, 0) AS failed, coalesce(late, 0) AS late,
  lost_at_hit, pinned, probes_write,
  acknowledged, coalesce(verified, 0) AS verified, coalesce(gone, 0) AS gone, coalesce(wrong, 0) AS wrong,
  -- Records without the number of acknowledged writes do not distinguish values.
  CASE WHEN acknowledged IS NOT NULL THEN coalesce(older, 0) END AS older
FROM fault_runs LEFT JOIN fault_marks USING (run_id) LEFT JOIN losses USING (run_id) LEFT JOIN leaders USING (run_id)
  LEFT JOIN health USING (run_id) LEFT JOIN caught USING (run_id) LEFT JOIN rates USING (run_id)
  LEFT JOIN connections USING (run_id) LEFT JOIN probe_kinds USING (run_id)
  LEFT JOIN acknowledgements USING (run_id) LEFT JOIN read_backs USING (run_id)
  LEFT JOIN settings USING (run_id) LEFT JOIN titles USING (fault)
ORDER BY fault, run_id
