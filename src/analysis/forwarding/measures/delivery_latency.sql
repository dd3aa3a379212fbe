-- Latency from when a line was due until it arrived, by sink and phase in which it was due, in the runs of the experiment $1.
-- Kinds of histograms are `delivery sink-1 measure`. A percentile is interpolated in its bucket, and null of too few lines.
WITH own AS (
  SELECT run_id, kind, "lower", "upper", "count"
  FROM histograms SEMI JOIN (SELECT run_id FROM runs WHERE experiment = $1 AND mode <> 'imported') USING (run_id)
  WHERE starts_with(kind, 'delivery ') AND "count" > 0),
kinds AS (
  SELECT *, split_part(kind, ' ', 2) AS subject, split_part(kind, ' ', 3) AS phase
  FROM (SELECT DISTINCT run_id, kind FROM own)),
-- Parts are numbered, as buckets are sorted by their part: by three texts it takes most of the time.
parts AS (
  SELECT *, dense_rank() OVER (ORDER BY run_id, subject, part) AS number FROM (
    SELECT run_id, kind, subject, 'all' AS part FROM kinds
    UNION ALL
    SELECT run_id, kind, subject, CASE phase WHEN 'measure' THEN 'before' WHEN 'fault' THEN 'during' ELSE 'after' END
    FROM kinds WHERE phase IN ('measure', 'fault', 'heal', 'cool_down'))),
merged AS (
  SELECT number, "lower", "upper", sum("count") AS lines FROM own JOIN parts USING (run_id, kind) GROUP BY ALL),
ranked AS (
  SELECT *, sum(lines) OVER w AS until_rank, sum(lines) OVER (PARTITION BY number) AS total
  FROM merged WINDOW w AS (PARTITION BY number ORDER BY "upper", "lower" ROWS UNBOUNDED PRECEDING)),
found AS (
  SELECT number, any_value(total) AS n, max("upper") AS longest,
    arg_min("lower" + ("upper" - "lower") * (0.50 * total - until_rank + lines) / lines, until_rank)
      FILTER (until_rank >= 0.50 * total) AS middle,
    arg_min("lower" + ("upper" - "lower") * (0.99 * total - until_rank + lines) / lines, until_rank)
      FILTER (until_rank >= 0.99 * total) AS high
  FROM ranked GROUP BY number)
SELECT run_id, subject, part, CAST(n AS BIGINT) AS n,
  if_enough(middle, found.n, 0.5) AS p50, if_enough(high, found.n, 0.99) AS p99, longest
FROM found JOIN (SELECT DISTINCT number, run_id, subject, part FROM parts) USING (number)
ORDER BY run_id, subject, part
