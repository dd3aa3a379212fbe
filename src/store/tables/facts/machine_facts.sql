-- What samples say of the machine, the generator and the processes under test in the measured window of each run.
WITH host_samples AS (
  SELECT run_id, samples.at AS sampled_at,
    lag(samples.at) OVER (PARTITION BY run_id ORDER BY samples.at) AS previous_at
  FROM samples WHERE samples.source = 'host' AND metric = 'cores'),
host_intervals AS (
  SELECT run_id, median(date_diff('microseconds', previous_at, sampled_at)) / 1e6 AS host_interval_s
  FROM host_samples GROUP BY run_id),
gaps AS (
  SELECT run_id,
    max(date_diff('microseconds', greatest(previous_at, begin_at), least(sampled_at, end_at))) / 1e6 AS host_gap_s
  FROM host_samples JOIN window_facts USING (run_id)
  WHERE sampled_at > begin_at AND previous_at < end_at GROUP BY run_id),
sampled AS (
  SELECT run_id, samples.source AS name, metric, value FROM samples JOIN window_facts USING (run_id)
  WHERE samples.at >= begin_at AND (end_at IS NULL OR samples.at < end_at)
    AND metric IN ('cpu', 'cores', 'event_loop_lag', 'storage_free')),
means AS (
  SELECT run_id, name, metric, favg(value) AS mean, count(*) AS n FROM sampled
  WHERE metric IN ('cpu', 'cores') GROUP BY ALL),
machines AS (
  SELECT run_id, any_value(mean) FILTER (name = 'host' AND metric = 'cores') AS cores,
    any_value(mean) FILTER (name = 'host' AND metric = 'cpu') AS host,
    any_value(n) FILTER (name = 'host' AND metric = 'cpu') AS host_n,
    any_value(mean) FILTER (name = 'generator' AND metric = 'cpu') AS generator
  FROM means GROUP BY run_id),
-- Nodes on other machines, which take nothing of this one.
elsewhere AS (SELECT DISTINCT run_id, subject AS name FROM events WHERE kind = 'machine'),
-- A process that ran only part of the time has fewer samples; a difference of one from the host is chance.
used AS (
  SELECT run_id,
    sum(CASE WHEN elsewhere.name IS NOT NULL THEN 0 ELSE mean * CASE WHEN n + 1 >= host_n THEN 1 ELSE n / host_n END END)
      AS processes,
    count(*) FILTER (source_kind(means.name) = 'node') AS nodes_known,
    bool_or(means.name = 'prometheus') AND bool_or(source_kind(means.name) = 'targets') AS targets_known,
    favg(mean) FILTER (means.name = 'prometheus') AS server
  FROM means JOIN machines USING (run_id) LEFT JOIN elsewhere USING (run_id, name)
  -- All but the load: components have names of their own, and what simulates cells is no foreign load.
  WHERE metric = 'cpu' AND source_kind(means.name) NOT IN ('host', 'runner', 'generator')
  GROUP BY run_id),
waits AS (
  SELECT run_id, median(value) AS lag_s, favg(value) AS lag_mean_s, max(value) AS lag_max_s
  FROM sampled WHERE name = 'generator' AND metric = 'event_loop_lag' GROUP BY run_id),
disks AS (
  SELECT run_id, min(value) AS disk_free FROM sampled
  WHERE name = 'prometheus' AND metric = 'storage_free' GROUP BY run_id)
SELECT run_id, host_interval_s, host_gap_s, cores, host, generator, processes, nodes_known, targets_known, server,
  lag_s, lag_mean_s, lag_max_s, disk_free
FROM runs LEFT JOIN host_intervals USING (run_id) LEFT JOIN gaps USING (run_id) LEFT JOIN machines USING (run_id)
  LEFT JOIN used USING (run_id) LEFT JOIN waits USING (run_id) LEFT JOIN disks USING (run_id)
