-- Delivery of lines, and how far their sender was behind.
-- Lines carry the time at which they were due: their latency is that of their delivery, not of a write.
WITH deliveries AS (
  SELECT run_id, min(upper) FILTER (until_rank >= 0.99 * total) AS delivery_p99
  FROM (
    SELECT run_id, upper, sum("count") OVER (PARTITION BY run_id ORDER BY upper) AS until_rank,
      sum("count") OVER (PARTITION BY run_id) AS total
    FROM histograms WHERE starts_with(kind, 'delivery ') AND ends_with(kind, ' measure'))
  GROUP BY run_id),
-- Lines that were due while the load ran and had not been sent when it ended, in seconds of their rate. A forwarder that holds
-- up the sender, or ends its connections, explains as much as the time in which it did.
sent_samples AS (
  SELECT run_id, metric, samples.at AS sampled_at, value, began
  FROM samples JOIN phases USING (run_id)
  WHERE samples.source = 'generator' AND metric IN ('sent_lines', 'blocked_s') AND phase = 'measure'
    AND samples.at >= began),
sending AS (
  SELECT run_id, arg_min(value, sampled_at) FILTER (metric = 'sent_lines') AS sent_first,
    arg_max(value, sampled_at) FILTER (metric = 'sent_lines') AS sent_last,
    min(sampled_at) FILTER (metric = 'sent_lines') AS first_at, max(sampled_at) FILTER (metric = 'sent_lines') AS last_at,
    max(value) FILTER (metric = 'blocked_s') - min(value) FILTER (metric = 'blocked_s') AS held_up
  FROM (
    SELECT sent_samples.* FROM sent_samples LEFT JOIN course_facts USING (run_id)
    WHERE load_stopped IS NULL OR sampled_at <= load_stopped)
  GROUP BY run_id),
lags AS (
  SELECT run_id, date_diff('microseconds', sending.first_at, sending.last_at) / 1e6 * coalesce(sends_ok / nullif(sends, 0), 1)
    - (sent_last - sent_first) / rate - coalesce(held_up, 0) AS behind_s
  FROM sending JOIN setting_facts USING (run_id) LEFT JOIN load_facts USING (run_id)
  WHERE rate > 0 AND sending.last_at > sending.first_at),
-- Latency of what else a run sends beside lines, if anything.
others AS (
  SELECT run_id, quantile_cont(duration_s, 0.99)
    FILTER (outcome = 'ok' AND kind NOT IN ('send', 'log_push') AND (begin_at IS NULL OR started_at >= begin_at
      AND (measure_ended IS NULL OR started_at < measure_ended))) AS others_p99
  FROM operations SEMI JOIN (SELECT run_id FROM operations WHERE kind IN ('send', 'log_push')) AS lines USING (run_id)
    LEFT JOIN window_facts USING (run_id)
  WHERE is_load(kind) GROUP BY run_id)
SELECT run_id, delivery_p99, behind_s, others_p99
FROM deliveries FULL JOIN lags USING (run_id) FULL JOIN others USING (run_id)
