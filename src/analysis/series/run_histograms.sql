-- Latency buckets of the imported run $1, bounds in seconds; null for a bucket without an end. More than 2,000 buckets
-- of a kind are joined to some of 1 %, which is as fine as a figure shows.
WITH buckets AS (
  SELECT *, isfinite(upper) AS closed, closed AND upper > 0 AND count(*) OVER (PARTITION BY kind) > 2000 AS joined
  FROM histograms WHERE run_id = $1 AND count > 0)
SELECT kind, min(lower) AS lower, CASE WHEN closed THEN max(upper) END AS upper, sum(count) AS count
FROM buckets
GROUP BY kind, closed, CASE WHEN joined THEN floor(log10(upper) * 230) END,
  CASE WHEN NOT joined THEN lower END, CASE WHEN NOT joined THEN upper END
ORDER BY kind, lower, upper
