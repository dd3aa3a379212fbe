-- What a fault cost the requests of the runs of the experiment $1: when the first request since was answered, and how many
-- failed until the end of observation. Fetches of everything are left out, as they are too few.
WITH marks AS (
  SELECT run_id, min(epoch(events.at)) FILTER (kind = 'fault') AS fault_at,
    min(epoch(events.at)) FILTER (kind = 'phase' AND subject = 'cool_down') AS end_at
  FROM events SEMI JOIN (SELECT run_id FROM runs WHERE experiment = $1) USING (run_id) GROUP BY run_id)
SELECT run_id, CAST(count(*) AS DOUBLE) AS n, CAST(count(*) FILTER (outcome <> 'ok') AS DOUBLE) AS failed,
  min(epoch(operations.started_at) + duration_s) FILTER (outcome = 'ok') - any_value(fault_at) AS answered_after
FROM operations JOIN marks USING (run_id)
WHERE epoch(operations.started_at) >= fault_at AND epoch(operations.started_at) < end_at
  AND kind IN ('desire_lrp', 'remove_lrp', 'claim_lrp', 'start_lrp', 'crash_lrp', 'fail_lrp', 'cell_presence', 'cell_fetch')
GROUP BY run_id ORDER BY run_id
