-- Quantiles of more durations than memory holds. Beside `views.sql`, by which facts are computed: these are not.

-- Number of the bucket of a duration. Buckets are 1 % wide: counts of them, of which there are some hundred however many
-- operations there are, give a quantile that is at most 0.5 % off (Masson et al., DDSketch, 2019), and can be added up.
CREATE TEMP MACRO latency_bucket(seconds) AS CAST(ln(seconds + 1e-12) * 100 AS INTEGER);

-- The duration in the middle of a bucket; half a bucket before it the first one, half a bucket behind it the last.
CREATE TEMP MACRO bucket_latency(bucket) AS exp(bucket / 100) - 1e-12;

-- Quantiles of the durations of the successful operations of each case, by a pass that holds counts and no durations:
-- `FROM estimated_quantiles([0.5, 0.99])`. Of n durations in order it is the one at rank 1 + q (n - 1), at most 0.5 % and a
-- hundredth of a picosecond off; between two ranks the lower one, where `quantile_cont` interpolates.
CREATE TEMP MACRO estimated_quantiles(quantiles) AS TABLE
WITH cases AS (
  -- Numbers are counted in less time than texts.
  SELECT run_id, experiment, case_id, dense_rank() OVER (ORDER BY experiment, case_id) AS number FROM runs
), buckets AS (
  SELECT number, latency_bucket(duration_s) AS bucket, count(*) AS n
  FROM operations JOIN cases USING (run_id) WHERE outcome = 'ok' AND duration_s IS NOT NULL GROUP BY ALL
), ranked AS (
  SELECT number, bucket, sum(n) OVER (PARTITION BY number ORDER BY bucket) AS until, sum(n) OVER (PARTITION BY number) AS n
  FROM buckets
), found AS (
  SELECT number, any_value(n) AS n, q, bucket_latency(min(bucket) FILTER (until > rank)) AS duration_s
  FROM (
    -- Rounding must not make 0.29 * 100 less than 29.
    SELECT ranked.*, q, q * (n - 1) * (1 + 1e-15) AS rank FROM ranked, (
      SELECT CASE WHEN q BETWEEN 0 AND 1 THEN q
        ELSE error(format('Cannot find the quantile {} as it is not between 0 and 1: write 0.99 for 99 %', q)) END AS q
      FROM (SELECT unnest(CAST(quantiles AS DOUBLE[])) AS q)))
  GROUP BY number, q
)
SELECT experiment, case_id, CAST(n AS BIGINT) AS n, q, duration_s
FROM found JOIN (SELECT DISTINCT number, experiment, case_id FROM cases) USING (number) ORDER BY experiment, case_id, q;
