-- Operations of the load of the run $run_id by the bin of their end, bins as in run_bins.ts. A bin in which nothing
-- ended, nothing was due and nothing was in flight is a gap: its counts are null.
WITH load AS (
  SELECT in_time, outcome = 'ok' AS ok, duration_s, done_at,
    bin_of(started_at, $zero, $width, $first, $last) AS asked,
    bin_of(done_at, $zero, $width, $first, $last) AS bin
  FROM load_operations WHERE run_id = $run_id AND started_at IS NOT NULL),
started AS (SELECT asked AS bin, count(*) AS started FROM load GROUP BY asked),
-- A percentile needs an operation beyond it.
ended AS (
  SELECT bin, count(*) AS ended, count(*) FILTER (in_time) AS in_time, count(*) FILTER (ok AND NOT in_time) AS late,
    count(*) FILTER (NOT ok) AS failed, count(*) FILTER (ok) AS answered,
    quantile_cont(duration_s, [0.5, 0.95, 0.99]) FILTER (ok) AS percentiles, max(duration_s) FILTER (ok) AS slowest
  FROM load WHERE done_at IS NOT NULL GROUP BY bin),
bins AS (SELECT unnest(generate_series($first::BIGINT, $last::BIGINT)) AS bin),
counted AS (
  SELECT *, sum(coalesce(started, 0)) OVER (ORDER BY bin)
    - coalesce(sum(coalesce(ended, 0)) OVER (ORDER BY bin ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) > 0
    AS busy
  FROM bins LEFT JOIN started USING (bin) LEFT JOIN ended USING (bin))
SELECT bin, CASE WHEN busy THEN coalesce(in_time, 0) END AS in_time, CASE WHEN busy THEN coalesce(late, 0) END AS late,
  CASE WHEN busy THEN coalesce(failed, 0) END AS failed,
  CASE WHEN answered >= 2 THEN percentiles[1] END AS p50, CASE WHEN answered >= 20 THEN percentiles[2] END AS p95,
  CASE WHEN answered >= 100 THEN percentiles[3] END AS p99, slowest AS max
FROM counted ORDER BY bin
