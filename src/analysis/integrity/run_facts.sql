-- Facts of the runs of the experiment $1, in order of time: each part has one row per run, joined at the end.
WITH selected AS (SELECT *, environment ->> 'target' AS target FROM runs WHERE experiment = $1),
-- Of imports a setting may be any text: 1 to 1,000 workers are no number.
sizes AS (
  PIVOT (SELECT run_id, key, number FROM params WHERE isfinite(number))
  ON key IN ('nodes', 'workers', 'value_size', 'threads', 'duration', 'order')
  USING any_value(number) GROUP BY run_id),
words AS (
  PIVOT (SELECT run_id, key, value FROM params)
  ON key IN ('loop', 'policy', 'session') USING any_value(value) GROUP BY run_id),
settings AS (FROM words LEFT JOIN sizes USING (run_id)),
windows AS (SELECT run_id, began, ended FROM phases SEMI JOIN selected USING (run_id) WHERE phase = 'measure'),
-- As the view measured, but without the timeout of each run: to join it takes most of the time.
due AS NOT MATERIALIZED (
  SELECT operations.* FROM operations JOIN windows USING (run_id)
  WHERE is_load(kind) AND operations.started_at >= began AND (ended IS NULL OR operations.started_at < ended)),
counts AS (
  SELECT run_id,
    count(*) FILTER (outcome = 'ok') AS ok,
    count(*) FILTER (outcome = 'degraded') AS degraded,
    count(*) FILTER (outcome = 'miss') AS missed,
    count(*) FILTER (outcome = 'rejected') AS rejected,
    count(*) FILTER (kind = 'get' AND outcome IN ('ok', 'miss')) AS reads,
    count(*) FILTER (kind = 'get' AND outcome = 'ok') AS hits,
    -- Summed with compensation, as all means of a report are: threads add in another order each time.
    favg(duration_s) AS mean_latency, max(duration_s) AS max_latency,
    count(DISTINCT worker) FILTER (worker <> '') AS workers_seen,
    max(bytes) FILTER (outcome = 'ok') AS bytes_seen
  FROM due GROUP BY run_id),
subjects AS MATERIALIZED (
  SELECT run_id, subject, count(*) AS n FROM due GROUP BY run_id, subject),
balance AS (
  SELECT run_id, count(*) AS nodes_used, max(n) / sum(n) AS busiest FROM subjects WHERE subject <> '' GROUP BY run_id),
sampled AS (
  SELECT run_id, count(DISTINCT s.source) AS nodes_sampled,
    count(DISTINCT s.source) FILTER (m.subject IS NULL) AS unexpected_nodes
  FROM samples s SEMI JOIN selected USING (run_id)
    LEFT JOIN subjects m
      ON m.run_id = s.run_id AND m.subject = s.source
  WHERE source_kind(s.source) = 'node' GROUP BY run_id),
means AS (
  SELECT run_id, samples.source, metric, favg(value) AS mean
  FROM samples SEMI JOIN selected USING (run_id) JOIN phases USING (run_id)
  WHERE metric IN ('cpu', 'cores') AND phase = 'measure'
    AND samples.at >= began AND samples.at < ended
  GROUP BY ALL),
use AS (
  SELECT run_id,
    any_value(mean) FILTER (means.source = 'generator' AND metric = 'cpu') AS generator_cpu,
    any_value(mean) FILTER (means.source = 'host' AND metric = 'cpu') AS host_cpu,
    any_value(mean) FILTER (means.source = 'host' AND metric = 'cores') AS cores
  FROM means GROUP BY run_id),
aggregates AS (
  SELECT run_id,
    any_value(value) FILTER (kind = 'throughput') AS rate,
    any_value(value) FILTER (kind = 'latency' AND statistic = 'mean') AS mean_latency,
    any_value(value) FILTER (kind = 'latency' AND statistic = 'max') AS max_latency,
    any_value(value) FILTER (kind = 'latency' AND statistic = 'p99') AS p99,
    any_value(value) FILTER (kind = 'success_rate') AS reported_success,
    any_value(value) FILTER (kind = 'total_requests') AS reported_total,
    any_value(value) FILTER (kind = 'failed_requests') AS reported_failed,
    any_value(value) FILTER (kind = 'test_duration') AS seconds
  FROM reported SEMI JOIN selected USING (run_id) WHERE NOT struck GROUP BY run_id),
orders AS (
  SELECT session, list_max(list_filter(
    [abs(corr(o, n)), abs(corr(o, w)), abs(corr(o, v))], lambda c: isfinite(c))) AS order_correlation
  FROM (SELECT session, "order" AS o, nodes AS n, workers AS w, value_size AS v FROM settings)
  WHERE session IS NOT NULL GROUP BY session),
thinkers AS (SELECT DISTINCT run_id, true AS thinks FROM events WHERE kind = 'remark' AND subject = 'think'),
-- Another tool uses as many cores as it likes.
driven AS (SELECT DISTINCT run_id FROM events WHERE kind = 'configuration' AND subject = 'generator'),
mislabels AS (
  SELECT run_id, sum(n) AS mislabelled FROM warnings
  WHERE code = 'unit-mislabelled' GROUP BY run_id)
SELECT run_id, case_id, tool, selected.source,
  CASE WHEN loop = 'closed' AND thinks THEN 'thinking' ELSE loop END AS loop, policy, session,
  settings."order" AS "order", nodes, workers, value_size,
  CASE WHEN driven.run_id IS NULL THEN threads ELSE coalesce(cores, threads) END AS threads, duration,
  coalesce(measurements.seconds, aggregates.seconds) AS seconds,
  date_diff('millisecond', windows.began, selected.ended_at) / 1000 AS watched,
  attempted, counts.ok, degraded, missed, rejected, reads, hits,
  coalesce(counts.mean_latency, aggregates.mean_latency) AS mean_latency,
  coalesce(counts.max_latency, aggregates.max_latency) AS max_latency,
  coalesce(measurements.p99, aggregates.p99) AS p99,
  coalesce(attempted / measurements.seconds, rate) AS rate,
  nodes_used, busiest, workers_seen, CAST(bytes_seen AS DOUBLE) AS bytes_seen,
  nodes_sampled, unexpected_nodes, generator_cpu, host_cpu, cores,
  reported_success, reported_total, reported_failed,
  order_correlation,
  target, system_version, CAST(coalesce(mislabelled, 0) AS DOUBLE) AS mislabelled
FROM selected LEFT JOIN settings USING (run_id) LEFT JOIN measurements USING (run_id)
  LEFT JOIN windows USING (run_id)
  LEFT JOIN counts USING (run_id) LEFT JOIN balance USING (run_id)
  LEFT JOIN sampled USING (run_id) LEFT JOIN use USING (run_id)
  LEFT JOIN aggregates USING (run_id)
  LEFT JOIN orders USING (session)
  LEFT JOIN mislabels USING (run_id) LEFT JOIN thinkers USING (run_id)
  LEFT JOIN driven USING (run_id)
ORDER BY run_id
