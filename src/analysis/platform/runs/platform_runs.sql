-- Runs on container platforms of the experiment $1, with their settings and marks, in order of time. Times are seconds
-- since 1970, of the platform's clock.
WITH selected AS (SELECT * FROM runs WHERE experiment = $1),
settings AS (
  SELECT run_id, any_value(value) FILTER (key = 'session') AS session,
    any_value(value) FILTER (key = 'preset') AS preset,
    any_value(value) FILTER (key = 'fault') AS fault,
    any_value(value) FILTER (key = 'work') AS work,
    any_value(number) FILTER (key = 'cells') AS cells,
    any_value(number) FILTER (key = 'fill') AS fill,
    any_value(number) FILTER (key = 'parallel') AS parallel,
    any_value(number) FILTER (key = 'factor') AS factor,
    any_value(number) FILTER (key = 'cell_memory') AS cell_memory,
    any_value(number) FILTER (key = 'kill_share') AS kill_share,
    any_value(number) FILTER (key = 'outage') AS outage,
    any_value(number) FILTER (key = 'soak') AS soak
  FROM params SEMI JOIN selected USING (run_id) GROUP BY run_id),
marks AS (
  SELECT run_id,
    min(epoch(events.at)) FILTER (kind = 'phase' AND subject = 'measure') AS measure_at,
    min(epoch(events.at)) FILTER (kind = 'fault') AS fault_at,
    max(epoch(events.at)) FILTER (kind = 'heal') AS heal_at,
    arg_min(detail, events.at) FILTER (kind = 'fault') AS injected,
    -- Observation ends before the platform is stopped; that of a run that was cut off with its last event.
    coalesce(min(epoch(events.at)) FILTER (kind = 'phase' AND subject IN ('cool_down', 'tear_down')),
      max(epoch(events.at))) AS end_at
  FROM events SEMI JOIN selected USING (run_id) GROUP BY run_id)
SELECT run_id, experiment, case_id, repetition, system, system_version, mode, epoch(started_at) AS started_at, notes,
  coalesce(session, '') AS session, coalesce(preset, '') AS preset, coalesce(injected, fault, 'none') AS fault,
  coalesce(work, '') AS work, cells, fill, parallel, factor, cell_memory, kill_share, outage, soak,
  measure_at, fault_at, heal_at, end_at
FROM selected LEFT JOIN settings USING (run_id) LEFT JOIN marks USING (run_id)
ORDER BY run_id
