-- Longest time between consecutive successes, by run of the experiment $1, scope and phase. Runs are numbered, as successes
-- are sorted by their run: by its id it takes most of the time.
WITH marks AS (
  SELECT fault_marks.*, timeout_s, row_number() OVER (ORDER BY run_id) AS number
  FROM fault_marks JOIN runs USING (run_id) LEFT JOIN (SELECT run_id, timeout_s FROM setting_facts) USING (run_id)
  WHERE experiment = $1
    AND requested_at IS NOT NULL AND fault_at IS NOT NULL AND heal_at IS NOT NULL AND end_at IS NOT NULL),
attempts AS (
  SELECT number, nodes, subject, outcome = 'ok' AS success, done_at FROM probes JOIN marks USING (run_id)),
-- Without the view load_operations, which joins the timeout of each run to the operations of all experiments.
scoped AS (
  SELECT number, 'load' AS scope, is_in_time(outcome, duration_s, timeout_s) AS success, done_at
  FROM timed_operations JOIN marks USING (run_id) WHERE is_load(kind)
  UNION ALL
  SELECT number, subject, success, done_at FROM attempts
  UNION ALL
  SELECT number, 'survivors', success, done_at FROM attempts WHERE NOT list_contains(nodes, subject)),
-- A scope with any attempt has gaps from the fault on, even without a single success.
points AS (
  SELECT number, scope, done_at FROM scoped JOIN marks USING (number)
  WHERE success AND done_at > requested_at AND done_at <= end_at
  UNION ALL
  SELECT number, scope, requested_at FROM (SELECT DISTINCT number, scope FROM scoped) JOIN marks USING (number)),
gaps AS (
  SELECT number, scope, done_at AS from_at,
    lead(done_at) OVER (PARTITION BY number, scope ORDER BY done_at) AS to_at
  FROM points),
measured AS (
  SELECT number, scope, CASE WHEN from_at < heal_at THEN 'fault' ELSE 'heal' END AS phase,
    date_diff('microseconds', from_at, coalesce(to_at, end_at)) / 1e6 AS seconds,
    date_diff('microseconds', fault_at, from_at) / 1e6 AS "from",
    to_at IS NULL AS censored
  FROM gaps JOIN marks USING (number)),
longest AS (
  SELECT number, scope, phase, max(seconds) AS seconds,
    arg_max(censored, (seconds, censored)) AS censored,
    arg_max("from", (seconds, censored)) AS "from"
  FROM measured GROUP BY number, scope, phase),
gaps_before AS (
  SELECT number, scope, date_diff('microseconds',
    lag(done_at) OVER (PARTITION BY number, scope ORDER BY done_at), done_at) / 1e6 AS seconds
  FROM scoped JOIN marks USING (number)
  WHERE success AND done_at >= measure_at AND done_at < requested_at),
baselines AS (SELECT number, scope, max(seconds) AS baseline FROM gaps_before GROUP BY number, scope)
SELECT run_id, scope, phase, seconds, censored, "from", baseline
FROM longest JOIN marks USING (number) LEFT JOIN baselines USING (number, scope) ORDER BY ALL
