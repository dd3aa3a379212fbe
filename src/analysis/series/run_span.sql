-- When the load of the run $1 ran, alone and with its phases, in microseconds since 1970; null where no time was
-- recorded. Operations that ended, and those that never did. Not from the views of the load and of phases, which find what
-- is not needed here: the timeout of every run, and the ends of the phases of all.
WITH load AS (
  SELECT min(epoch_us(started_at)) AS first_start, max(epoch_us(coalesce(done_at, started_at))) AS last_end,
    count(done_at) AS ended, count(*) FILTER (outcome = 'ok' AND done_at IS NOT NULL) AS answered,
    count(started_at) - count(done_at) AS unfinished
  FROM timed_operations WHERE run_id = $1 AND is_load(kind)),
phase_times AS (
  SELECT min(epoch_us("at")) FILTER (subject = 'measure') AS measure_at,
    min(epoch_us("at")) FILTER (subject IN ('warm_up', 'measure')) AS load_at,
    max(epoch_us("at")) AS last_phase
  FROM events WHERE run_id = $1 AND kind = 'phase')
SELECT measure_at, first_start, last_end, least(load_at, first_start) AS "from", greatest(last_end, last_phase) AS "until",
  ended, answered, unfinished
FROM load, phase_times
