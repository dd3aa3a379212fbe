-- What the events of each run say of its course: begin and end of the load, exits, stand-stills, and runs seen beside it.
WITH load_events AS (
  SELECT run_id, max(events.at) FILTER (kind = 'load_started') AS load_started,
    min(events.at) FILTER (kind = 'load_ended') AS load_stopped,
    -- The command of another tool that drives the load, which uses as many cores as it likes.
    bool_or(kind = 'configuration') AS driven
  FROM events WHERE kind IN ('load_started', 'load_ended') OR kind = 'configuration' AND subject = 'generator'
  GROUP BY run_id),
fault_events AS (
  SELECT run_id, any_value(events.subject) FILTER (kind = 'fault') AS fault_targets,
    min(events.at) FILTER (kind = 'phase' AND subject = 'fault') AS fault_began_at,
    bool_or(kind IN ('down', 'oom') AND (end_at IS NULL OR events.at < end_at)) AS ended_by_itself
  FROM events LEFT JOIN window_facts USING (run_id) GROUP BY run_id),
clock_events AS (
  SELECT run_id, kind, subject, CAST(data ->> 'seconds' AS DOUBLE) AS seconds,
    CASE kind WHEN 'stand_still' THEN seconds ELSE 0 END AS lasted
  FROM events JOIN window_facts USING (run_id) LEFT JOIN fault_events USING (run_id)
  -- The event of a stand-still is recorded when it is over.
  WHERE kind IN ('stand_still', 'clock_jump') AND events.at >= begin_at
    AND (end_at IS NULL OR end_at > events.at - to_microseconds(CAST(lasted * 1e6 AS BIGINT)))
    AND NOT coalesce(list_contains(string_split(fault_targets, ','), subject), false)),
extremes AS (
  SELECT run_id, max(seconds) FILTER (kind = 'stand_still') AS stood_still_s,
    arg_max(seconds, abs(seconds)) FILTER (kind = 'clock_jump') AS clock_jump_s
  FROM clock_events GROUP BY run_id),
-- A stand-still of the machine or runner stops its threads too: name the widest of those that stood about as long.
widest AS (
  SELECT run_id, arg_min(subject, CASE subject WHEN 'machine' THEN 0 WHEN 'runner' THEN 1 ELSE 2 END) AS stood_still
  FROM clock_events JOIN extremes USING (run_id)
  WHERE kind = 'stand_still' AND seconds >= stood_still_s / 2 GROUP BY run_id),
-- A process that is started again may end many times: its first reason stands for all.
exits_by_process AS (
  SELECT run_id, subject, min(events.at) AS first_at, count(*) AS times, arg_min(detail, events.at) AS reason
  FROM events LEFT JOIN fault_events USING (run_id)
  WHERE kind = 'died' AND NOT coalesce(
    list_contains(string_split(fault_targets, ','), subject) AND events.at >= fault_began_at, false)
  GROUP BY run_id, subject),
exits AS (
  SELECT run_id, string_agg(subject || ' ended by itself'
    || CASE times WHEN 1 THEN ': ' ELSE ' ' || times || ' times, first: ' END || reason, '; ' ORDER BY first_at, subject)
    AS died
  FROM exits_by_process GROUP BY run_id),
unhealthy_nodes AS (
  SELECT run_id, string_agg(DISTINCT subject || ' ' || detail, ', ' ORDER BY subject || ' ' || detail) AS unhealthy
  FROM events JOIN window_facts USING (run_id) LEFT JOIN setting_facts USING (run_id)
  WHERE kind = 'health' AND detail <> 'up' AND coalesce(fault, 'none') = 'none'
    AND events.at >= begin_at AND (end_at IS NULL OR events.at < end_at) GROUP BY run_id),
others AS (
  SELECT run_id, count(*) FILTER (kind = 'odd_line') AS odd_lines,
    list(DISTINCT subject ORDER BY subject) FILTER (kind = 'beside') AS seen_beside
  FROM events WHERE kind IN ('odd_line', 'beside') GROUP BY run_id)
SELECT run_id, load_started, load_stopped, ended_by_itself, stood_still_s, stood_still, clock_jump_s, died, unhealthy,
  odd_lines, seen_beside, driven
FROM fault_events LEFT JOIN load_events USING (run_id) LEFT JOIN extremes USING (run_id) LEFT JOIN widest USING (run_id)
  LEFT JOIN exits USING (run_id) LEFT JOIN unhealthy_nodes USING (run_id) LEFT JOIN others USING (run_id)
