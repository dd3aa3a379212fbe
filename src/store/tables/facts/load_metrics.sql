-- What is measured of the load of each run that has any: in the phase `measure`, or from the first to the last operation of
-- a run without one, such as an import. `done` counts what ended in that time, `completed` those of them in time.
-- Not materialised: the operations of a run are too many to copy.
WITH load AS NOT MATERIALIZED (
  SELECT run_id, outcome, duration_s, in_time, began, ended, load_operations.started_at, done_at,
    began IS NULL OR (load_operations.started_at >= began AND (ended IS NULL OR load_operations.started_at < ended)) AS due,
    began IS NULL OR (done_at >= began AND (ended IS NULL OR done_at < ended)) AS is_done
  FROM load_operations LEFT JOIN (SELECT run_id, began, ended FROM phases WHERE phase = 'measure') USING (run_id))
SELECT run_id, bool_and(began IS NULL) AS is_whole,
  date_diff('microseconds', coalesce(any_value(began), min(started_at)),
    CASE WHEN is_whole THEN max(done_at) ELSE any_value(ended) END) / 1e6 AS seconds,
  count(*) FILTER (due) AS attempted, count(*) FILTER (due AND in_time) AS ok,
  count(*) FILTER (is_done) AS done, count(*) FILTER (is_done AND in_time) AS completed,
  latency_percentiles(CASE WHEN due THEN outcome END, duration_s) AS percentiles
FROM load GROUP BY run_id
