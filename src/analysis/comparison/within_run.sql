-- Order statistics of the answered operations of each run of $wanted, a JSON list of run, percentile and ranks; of those
-- of $kind, unless it is empty, and from the end of the warm-up in $cuts.
WITH wanted AS (
  SELECT unnest(from_json($wanted::JSON, '[{"run_id": "VARCHAR", "p": "DOUBLE", "lower": "BIGINT", "upper": "BIGINT"}]'),
    recursive := true)),
cuts AS (SELECT unnest(from_json($cuts::JSON, '[{"run_id": "VARCHAR", "from_us": "BIGINT"}]'), recursive := true)),
spans AS (
  SELECT run_id, began, ended FROM phases WHERE phase = 'measure' AND run_id IN (SELECT run_id FROM wanted)),
sorted AS (
  SELECT run_id, list_sort(list(duration_s)) AS durations
  FROM load_operations LEFT JOIN spans USING (run_id) LEFT JOIN cuts USING (run_id)
  WHERE run_id IN (SELECT run_id FROM wanted) AND outcome = 'ok' AND duration_s IS NOT NULL
    AND kind = coalesce(nullif($kind, ''), kind)
    AND (began IS NULL OR (load_operations.started_at >= began AND (ended IS NULL OR load_operations.started_at < ended)))
    AND coalesce(load_operations.started_at >= make_timestamp(from_us), true)
  GROUP BY run_id)
SELECT run_id, p, durations[lower] AS lower, durations[upper] AS upper
FROM wanted JOIN sorted USING (run_id) ORDER BY run_id, p
