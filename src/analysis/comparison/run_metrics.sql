-- Load of the runs $runs (a JSON list of ids), whole or in parts by $by: empty, `kind` or `subject`. A run with the phase
-- `measure` is measured in it, as in the view `measurements`; one without, such as an import, from its first to its last
-- operation; both only from the end of their warm-up in $cuts, a JSON list of run and microseconds since 1970. $apdex:
-- seconds that users are satisfied to wait; 0 for none.
WITH wanted AS (SELECT unnest($runs::JSON::VARCHAR[]) AS run_id),
cuts AS (
  SELECT run_id, make_timestamp(from_us) AS cut
  FROM (SELECT unnest(from_json($cuts::JSON, '[{"run_id": "VARCHAR", "from_us": "BIGINT"}]'), recursive := true))),
own AS (
  SELECT run_id, cut, phases.began IS NULL AS whole, greatest(phases.began, cut) AS began, ended,
    date_diff('microseconds', greatest(phases.began, cut), ended) / 1e6 AS seconds
  FROM wanted LEFT JOIN cuts USING (run_id)
    LEFT JOIN (SELECT run_id, began, ended FROM phases WHERE phase = 'measure') AS phases USING (run_id)),
-- Not materialised, read once, and joined once: the operations of a hundred runs are too many to copy.
load AS NOT MATERIALIZED (
  SELECT run_id, CASE $by WHEN 'kind' THEN kind WHEN 'subject' THEN subject ELSE '' END AS part,
    outcome, duration_s, in_time, seconds, whole, cut, load_operations.started_at, done_at,
    whole AND coalesce(load_operations.started_at >= cut, true)
      OR (load_operations.started_at >= began AND (ended IS NULL OR load_operations.started_at < ended)) AS due,
    whole AND coalesce(done_at >= cut, true) OR (done_at >= began AND (ended IS NULL OR done_at < ended)) AS done
  FROM load_operations JOIN own USING (run_id)),
parts AS (
  SELECT run_id, part, any_value(seconds) AS phase_s, bool_and(whole) AS is_whole,
    greatest(min(started_at), any_value(cut)) AS first_at, max(done_at) AS last_at,
    count(*) FILTER (due) AS attempted, count(*) FILTER (due AND in_time) AS ok,
    count(*) FILTER (done AND in_time) AS completed,
    -- The first condition is constant, so that this costs nothing unless it is asked for.
    count(*) FILTER ($apdex > 0 AND due AND in_time AND duration_s <= $apdex) AS satisfied,
    count(*) FILTER ($apdex > 0 AND due AND in_time AND duration_s > $apdex AND duration_s <= $tolerated) AS tolerating,
    latency_percentiles(CASE WHEN due THEN outcome END, duration_s) AS percentiles
  FROM load GROUP BY run_id, part)
-- The span of an import is that of all its parts.
SELECT run_id, part, CASE WHEN is_whole
    THEN date_diff('microseconds', min(first_at) OVER own, max(last_at) OVER own) / 1e6 ELSE phase_s END AS seconds,
  attempted, ok, completed, satisfied, tolerating, percentiles
FROM parts WINDOW own AS (PARTITION BY run_id) ORDER BY run_id, part
