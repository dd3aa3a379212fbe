-- Settings that the facts and rules of a run depend on; null without one.
SELECT run_id, any_value(value) FILTER (key = 'fault') AS fault,
  any_value(value) FILTER (key = 'loop') AS loop,
  any_value(value) FILTER (key = 'attribute') AS attribute,
  coalesce(any_value(value) FILTER (key = 'stop'), 'none') <> 'none' AS stops,
  any_value(number) FILTER (key = 'rate') AS rate,
  -- Lines are sent by a thread for each stream.
  any_value(number) FILTER (key IN ('threads', 'streams')) AS threads,
  any_value(number) FILTER (key = 'nodes') AS nodes,
  any_value(number) FILTER (key = 'users') AS users,
  any_value(number) FILTER (key = 'targets') AS targets,
  any_value(number) FILTER (key = 'scrape_interval') AS scrape_interval,
  any_value(number) FILTER (key = 'cpu_limit') AS cpu_limit,
  any_value(number) FILTER (key = 'duration') AS duration,
  any_value(number) FILTER (key = 'fault_duration') AS fault_duration,
  any_value(number) FILTER (key = 'recovery') AS recovery,
  any_value(number) FILTER (key = 'timeout') AS timeout_s
FROM params GROUP BY run_id
