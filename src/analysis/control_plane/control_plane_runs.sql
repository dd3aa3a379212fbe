-- Runs on control planes of the experiment $1, in order of time. Times are seconds since 1970.
WITH selected AS (SELECT * FROM runs WHERE experiment = $1),
settings AS (
  SELECT run_id, any_value(value) FILTER (key = 'preset') AS preset,
    any_value(value) FILTER (key = 'session') AS session,
    any_value(value) FILTER (key = 'layout') AS layout,
    any_value(value) FILTER (key = 'fault') AS fault,
    any_value(value) FILTER (key = 'diego_database') AS database,
    any_value(number) FILTER (key = 'cells') AS cells,
    any_value(number) FILTER (key = 'instances_per_cell') AS instances_per_cell,
    any_value(number) FILTER (key = 'bulk_interval') AS bulk_interval,
    any_value(number) FILTER (key = 'cell_interval') AS cell_interval,
    any_value(number) FILTER (key = 'diego_bulk_loop') AS diego_loop,
    any_value(number) FILTER (key = 'outage') AS outage
  FROM params SEMI JOIN selected USING (run_id) GROUP BY run_id),
marks AS (
  SELECT run_id,
    min(epoch(events.at)) FILTER (kind = 'phase' AND subject = 'measure') AS measure_at,
    min(epoch(events.at)) FILTER (kind = 'fault') AS fault_at,
    max(epoch(events.at)) FILTER (kind = 'heal') AS heal_at,
    coalesce(min(epoch(events.at)) FILTER (kind = 'phase' AND subject IN ('cool_down', 'tear_down')),
      max(epoch(events.at))) AS end_at
  FROM events SEMI JOIN selected USING (run_id) GROUP BY run_id),
counts AS (
  SELECT run_id,
    count(*) FILTER (kind = 'seed_lrps') AS seeds,
    count(*) FILTER (kind = 'seed_lrps' AND outcome <> 'ok') AS seeds_failed,
    min(epoch(operations.started_at)) FILTER (kind = 'seed_lrps') AS seeds_begin,
    max(epoch(operations.started_at) + duration_s) FILTER (kind = 'seed_lrps') AS seeds_end,
    count(*) FILTER (kind = 'lrp_event') AS told,
    count(*) FILTER (kind = 'lrp_event' AND outcome <> 'ok') AS untold,
    count(*) FILTER (kind = 'verify') AS verified,
    count(*) FILTER (kind = 'verify' AND outcome <> 'ok') AS gone
  FROM operations SEMI JOIN selected USING (run_id) GROUP BY run_id),
single AS (
  SELECT run_id, latency_percentiles(outcome, duration_s)[1] AS p50, latency_percentiles(outcome, duration_s)[3] AS p99
  FROM measured SEMI JOIN selected USING (run_id)
  WHERE kind IN ('desire_lrp', 'remove_lrp', 'claim_lrp', 'start_lrp', 'crash_lrp', 'fail_lrp', 'cell_presence', 'cell_fetch')
  GROUP BY run_id),
sizes AS (
  SELECT run_id, arg_min(value, samples.at) FILTER (metric = 'size' AND samples.at >= to_timestamp(measure_at)::TIMESTAMP) AS size
  FROM samples JOIN marks USING (run_id) WHERE samples.source = 'store' GROUP BY run_id),
used AS (
  SELECT run_id, sum(cpu) AS cpu, sum(memory) AS memory FROM (
    SELECT run_id, samples.source, favg(value) FILTER (metric = 'cpu') AS cpu, max(value) FILTER (metric = 'memory') AS memory
    FROM samples JOIN phases USING (run_id) SEMI JOIN selected USING (run_id)
    -- All but the load, and what simulates cells: components have names of their own.
    WHERE phase = 'measure' AND source_kind(samples.source) NOT IN ('host', 'runner', 'generator', 'cells', 'kwok')
      AND samples.at >= began AND (ended IS NULL OR samples.at < ended)
    GROUP BY run_id, samples.source) GROUP BY run_id)
SELECT run_id, experiment, case_id, repetition, system, system_version, mode, notes,
  coalesce(preset, '') AS preset, coalesce(session, '') AS session, coalesce(layout, '') AS layout, coalesce(database, '') AS database,
  -- As platforms call it: recovery of those ends when the cells come back.
  coalesce(fault, 'none') AS fault,
  cells, instances_per_cell, bulk_interval,
  -- Cells of a Diego have a loop of their own, and those of Kubernetes none.
  CASE system WHEN 'diego' THEN diego_loop WHEN 'kubernetes' THEN NULL ELSE cell_interval END AS cell_loop,
  outage, measure_at, fault_at, heal_at, end_at,
  CAST(coalesce(seeds, 0) AS DOUBLE) AS seeds, CAST(coalesce(seeds_failed, 0) AS DOUBLE) AS seeds_failed,
  CASE WHEN seeds > 0 THEN (seeds - seeds_failed) / seeds * cells * instances_per_cell / (seeds_end - seeds_begin) END AS seed_rate,
  CAST(coalesce(told, 0) AS DOUBLE) AS events, CAST(coalesce(untold, 0) AS DOUBLE) AS events_untold,
  CAST(coalesce(verified, 0) AS DOUBLE) AS verified, CAST(coalesce(gone, 0) AS DOUBLE) AS gone,
  p50, p99, size, cpu, memory
FROM selected LEFT JOIN settings USING (run_id) LEFT JOIN marks USING (run_id) LEFT JOIN counts USING (run_id)
  LEFT JOIN single USING (run_id) LEFT JOIN sizes USING (run_id) LEFT JOIN used USING (run_id)
ORDER BY run_id
