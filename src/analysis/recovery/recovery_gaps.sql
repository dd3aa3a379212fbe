-- Longest time between consecutive successes, by run of the experiment $1, scope and phase.
WITH marks AS (
  SELECT fault_marks.* FROM fault_marks JOIN runs USING (run_id) WHERE experiment = $1
    AND requested_at IS NOT NULL AND fault_at IS NOT NULL AND heal_at IS NOT NULL AND end_at IS NOT NULL),
attempts AS (
  SELECT run_id, subject, outcome = 'ok' AS success, done_at FROM probes SEMI JOIN marks USING (run_id)),
scoped AS (
  SELECT run_id, 'load' AS scope, in_time AS success, done_at FROM load_operations SEMI JOIN marks USING (run_id)
  UNION ALL
  SELECT run_id, subject, success, done_at FROM attempts
  UNION ALL
  SELECT run_id, 'survivors', success, done_at FROM attempts JOIN marks USING (run_id)
  WHERE NOT list_contains(nodes, subject)),
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
SELECT longest.*, baseline FROM longest LEFT JOIN baselines USING (run_id, scope) ORDER BY ALL
