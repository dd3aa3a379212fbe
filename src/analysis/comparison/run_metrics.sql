-- Load of the runs $runs (a JSON list of ids), whole or in parts by $by: empty, `kind` or `subject`. A run with the phase
-- `measure` is measured in it, as in the view `measurements`; one without, such as an import, from its first to its last
-- operation.
WITH wanted AS (SELECT unnest($runs::JSON::VARCHAR[]) AS run_id),
spans AS (
  SELECT run_id, began, ended, date_diff('microseconds', began, ended) / 1e6 AS seconds
  FROM phases SEMI JOIN wanted USING (run_id) WHERE phase = 'measure'),
load AS (
  SELECT run_id, CASE $by WHEN 'kind' THEN kind WHEN 'subject' THEN subject ELSE '' END AS part,
    outcome, duration_s, in_time, seconds, began IS NULL AS whole, load_operations.started_at, done_at,
    whole OR (load_operations.started_at >= began AND (ended IS NULL OR load_operations.started_at < ended)) AS due,
    whole OR (done_at >= began AND (ended IS NULL OR done_at < ended)) AS done
  FROM load_operations SEMI JOIN wanted USING (run_id) LEFT JOIN spans USING (run_id)),
-- The span of an import is that of all its parts.
lengths AS (
  SELECT run_id, coalesce(any_value(seconds),
    CASE WHEN bool_and(whole) THEN date_diff('microseconds', min(started_at), max(done_at)) / 1e6 END) AS seconds
  FROM load GROUP BY run_id)
SELECT run_id, part, any_value(lengths.seconds) AS seconds, count(*) FILTER (due) AS attempted,
  count(*) FILTER (due AND in_time) AS ok, count(*) FILTER (done AND in_time) AS completed,
  latency_percentiles(CASE WHEN due THEN outcome END, duration_s) AS percentiles
FROM load JOIN lengths USING (run_id) GROUP BY run_id, part ORDER BY run_id, part
