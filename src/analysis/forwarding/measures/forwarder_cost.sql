-- Processor time and memory of the processes of forwarders in the runs of the experiment $1, those of adapters apart. A value
-- of processor use is the mean since the reading before; the first reading of a process has none.
WITH readings AS (
  SELECT run_id, samples.source AS name, epoch(samples.at) AS seconds, any_value(value) FILTER (metric = 'cpu') AS cpu,
    any_value(value) FILTER (metric = 'memory') AS memory
  FROM samples SEMI JOIN (SELECT run_id FROM runs WHERE experiment = $1 AND mode <> 'imported') USING (run_id)
  WHERE metric IN ('cpu', 'memory') AND source_kind(samples.source) IN ('forwarder', 'adapter', 'hop', 'sink', 'generator')
  GROUP BY ALL),
intervals AS (
  SELECT *, CASE WHEN contains(name, 'adapter') THEN 'adapter' WHEN contains(name, 'forwarder') THEN 'forwarder'
      WHEN source_kind(name) = 'generator' THEN 'generator' ELSE 'sink' END AS part,
    seconds - lag(seconds) OVER (PARTITION BY run_id, name ORDER BY seconds) AS lasted
  FROM readings),
loads AS (
  SELECT run_id, epoch(min(from_at)) AS from_s FROM sequences WHERE outcome = 'sent' GROUP BY run_id),
processes AS (
  SELECT run_id, part, name, sum(cpu * lasted) FILTER (from_s IS NULL OR seconds >= from_s) AS cpu_s, max(memory) AS memory
  FROM intervals LEFT JOIN loads USING (run_id) GROUP BY ALL)
SELECT run_id, part, count(*) AS processes, sum(cpu_s) AS cpu_s, sum(memory) AS memory
FROM processes GROUP BY run_id, part ORDER BY run_id, part
