-- Load of each run that has any, in one pass over its operations: those due, and done, in the phase `measure`, or all of a run
-- without one, such as an import. `ok` and `completed` are in time; what counts for the rules of validity (`judged`) succeeded
-- however late, and excludes pushes of logs.
WITH spans AS (
  SELECT run_id, begin_at, measure_ended, timeout_s
  FROM (SELECT run_id, timeout_s FROM setting_facts) FULL JOIN window_facts USING (run_id)),
-- Not materialised: the operations of a run are too many to copy.
load AS NOT MATERIALIZED (
  SELECT run_id, kind, duration_s, started_at, end_of(started_at, duration_s) AS done_at, begin_at, measure_ended,
    outcome = 'ok' AS succeeds, is_in_time(outcome, duration_s, timeout_s) AS in_time,
    begin_at IS NULL OR started_at >= begin_at AND (measure_ended IS NULL OR started_at < measure_ended) AS is_due,
    begin_at IS NULL OR done_at >= begin_at AND (measure_ended IS NULL OR done_at < measure_ended) AS is_done,
    kind <> 'log_push' AS judged
  FROM operations LEFT JOIN spans USING (run_id) WHERE is_load(kind)),
counts AS (
  SELECT run_id, any_value(begin_at) AS begin_at, any_value(measure_ended) AS measure_ended,
    min(started_at) AS first_at, max(done_at) AS last_at,
    count(*) FILTER (is_due) AS attempted, count(*) FILTER (is_due AND in_time) AS ok,
    count(*) FILTER (is_done) AS done, count(*) FILTER (is_done AND in_time) AS completed,
    count(*) FILTER (is_due AND judged) AS due, count(*) FILTER (is_due AND judged AND succeeds) AS succeeded,
    count(*) FILTER (judged AND succeeds AND done_at >= begin_at AND done_at < measure_ended) AS succeeded_in_phase,
    count(*) FILTER (kind = 'send') AS sends, count(*) FILTER (kind = 'send' AND succeeds) AS sends_ok,
    count(*) FILTER (kind IN ('push', 'task', 'lrp')) AS platform_work,
    bool_or(kind = 'send' OR NOT judged) AS has_lines,
    min(started_at) FILTER (judged) AS judged_from,
    max(done_at) FILTER (judged) AS judged_until, bool_or(done_at IS NULL) FILTER (judged) AS is_open,
    quantile_cont(duration_s, [0.5, 0.95, 0.99]) FILTER (is_due AND succeeds) AS quantiles,
    count(duration_s) FILTER (is_due AND succeeds) AS n
  FROM load GROUP BY run_id)
SELECT run_id, begin_at IS NULL AS is_whole,
  date_diff('microseconds', coalesce(begin_at, first_at), CASE WHEN is_whole THEN last_at ELSE measure_ended END) / 1e6
    AS seconds,
  attempted, ok, done, completed,
  [if_enough(quantiles[1], n, 0.5), if_enough(quantiles[2], n, 0.95), if_enough(quantiles[3], n, 0.99)] AS percentiles,
  due, succeeded, succeeded_in_phase, sends, sends_ok, platform_work,
  judged_from AS load_from, CASE WHEN NOT is_open THEN judged_until END AS load_until,
  -- A write of many lines has no latency of its own (`line_facts`).
  CASE WHEN NOT has_lines THEN quantiles[3] END AS p99
FROM counts
