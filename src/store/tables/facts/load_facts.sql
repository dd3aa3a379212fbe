-- Operations of each run with a load, for the rules: those due in the phase `measure`, or all without one.
-- Not materialised: the operations of a run are too many to copy.
WITH load AS NOT MATERIALIZED (
  SELECT run_id, started_at AS due_at, outcome, error, code, duration_s, done_at,
    kind IN ('incremental', 'big') AS query, kind = 'send' AS send, kind IN ('push', 'task', 'lrp') AS work,
    begin_at IS NULL OR due_at >= begin_at AND (measure_ended IS NULL OR due_at < measure_ended) AS counted,
    outcome = 'ok' AND done_at >= begin_at AND done_at < measure_ended AS completed
  FROM load_operations LEFT JOIN window_facts USING (run_id) WHERE kind <> 'log_push')
SELECT run_id, count(*) FILTER (counted) AS due, count(*) FILTER (counted AND outcome = 'ok') AS succeeded,
  count(*) FILTER (completed) AS completed,
  -- An HTTP status of 400 to 499: the server refused the query as wrong.
  count(*) FILTER (counted AND query AND code LIKE '4__') AS wrong,
  first(error ORDER BY due_at) FILTER (counted AND query AND code LIKE '4__') AS wrong_error,
  quantile_cont(duration_s, 0.99) FILTER (counted AND outcome = 'ok' AND NOT send) AS p99,
  count(*) FILTER (send) AS sends, count(*) FILTER (send AND outcome = 'ok') AS sends_ok,
  count(*) FILTER (work) AS platform_work,
  min(due_at) AS first_at, CASE WHEN bool_or(done_at IS NULL) THEN NULL ELSE max(done_at) END AS last_at
FROM load GROUP BY run_id
