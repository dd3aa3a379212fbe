-- Latency from when a line was due until it arrived, by sink and phase in which it was due, in the runs of the experiment $1.
-- Kinds of histograms are `delivery sink-1 measure`. A percentile is interpolated in its bucket, and null of too few lines.
WITH buckets AS (
  SELECT run_id, split_part(kind, ' ', 2) AS subject, split_part(kind, ' ', 3) AS phase, "lower", "upper", sum("count") AS lines
  FROM histograms SEMI JOIN (SELECT run_id FROM runs WHERE experiment = $1 AND mode <> 'imported') USING (run_id)
  WHERE starts_with(kind, 'delivery ') AND "count" > 0 GROUP BY ALL),
parts AS (
  SELECT *, 'all' AS part FROM buckets
  UNION ALL
  SELECT *, CASE phase WHEN 'measure' THEN 'before' WHEN 'fault' THEN 'during' ELSE 'after' END FROM buckets
  WHERE phase IN ('measure', 'fault', 'heal', 'cool_down')),
merged AS (
  SELECT run_id, subject, part, "lower", "upper", sum(lines) AS lines FROM parts GROUP BY ALL),
ranked AS (
  SELECT *, sum(lines) OVER w AS until_rank, sum(lines) OVER (PARTITION BY run_id, subject, part) AS total
  FROM merged WINDOW w AS (PARTITION BY run_id, subject, part ORDER BY "upper", "lower" ROWS UNBOUNDED PRECEDING)),
placed AS (
  SELECT *, unnest([0.5, 0.99]) AS p FROM ranked),
found AS (
  SELECT run_id, subject, part, p, any_value(total) AS n, max("upper") AS longest,
    arg_min("lower" + ("upper" - "lower") * (p * total - until_rank + lines) / lines, until_rank)
      FILTER (until_rank >= p * total) AS value
  FROM placed GROUP BY run_id, subject, part, p)
SELECT run_id, subject, part, CAST(any_value(n) AS BIGINT) AS n,
  any_value(if_enough(value, n, 0.5)) FILTER (p = 0.5) AS p50, any_value(if_enough(value, n, 0.99)) FILTER (p = 0.99) AS p99,
  any_value(longest) AS longest
FROM found GROUP BY run_id, subject, part ORDER BY run_id, subject, part
