-- Answered operations of the load of the run $run_id by the bin of their end, as in run_bins.ts, and of their latency in
-- seconds: ten bins a decade, fewer over many decades. Latencies below a microsecond count as one.
WITH answered AS (
  SELECT log10(greatest(duration_s, 1e-6)) AS size,
    bin_of(done_at, $zero, $width, $first, $last) AS bin
  FROM load_operations WHERE run_id = $run_id AND outcome = 'ok' AND done_at IS NOT NULL),
scale AS (
  SELECT CASE WHEN max(size) - min(size) <= 3 THEN 10 WHEN max(size) - min(size) <= 6 THEN 5 ELSE 3 END AS per_decade
  FROM answered),
counted AS (
  SELECT bin, per_decade, CAST(floor(size * per_decade) AS INTEGER) AS step, count(*) AS count
  FROM answered, scale GROUP BY ALL)
SELECT bin, pow(10, step / per_decade) AS lower, pow(10, (step + 1) / per_decade) AS upper, count
FROM counted ORDER BY bin, step
