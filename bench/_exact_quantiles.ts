/**
 * Exact quantiles of more durations than fit in memory. DuckDB's `quantile_cont` holds every value; two passes over the rows
 * hold some per cent of them: the first counts values in narrow ranges, which tells in which of them a quantile lies; the
 * second sorts the values of those alone.
 */

/** Ranges in which the durations double: with 64, one is a per cent wide. */
const RANGES = 64;

/**
 * Returns the SQL of `case_id`, `n`, `q` and `value`, the quantiles of `duration_s` of the successful operations of each case,
 * interpolated as by `quantile_cont`. Values must be above 0.
 */
export function exactQuantilesSql(quantiles: readonly number[]): string {
  // Runs are few: their cases are looked up for groups of operations, not for each.
  const operations =
    `SELECT run_id, floor(log2(duration_s) * ${RANGES})::INTEGER AS bucket, duration_s FROM operations WHERE outcome = 'ok'`;
  return `
    WITH counts AS MATERIALIZED (
      SELECT case_id, bucket, sum(n) AS n
      FROM (SELECT run_id, bucket, count(*) AS n FROM (${operations}) GROUP BY ALL) JOIN runs USING (run_id) GROUP BY ALL),
    ends AS MATERIALIZED (
      SELECT case_id, bucket, sum(n) OVER (PARTITION BY case_id ORDER BY bucket) AS upto, upto - n AS before,
        sum(n) OVER (PARTITION BY case_id) AS total FROM counts),
    -- The two values between which a quantile lies, counted from 0.
    ranks AS MATERIALIZED (
      SELECT case_id, total, q, (total - 1) * q - floor((total - 1) * q) AS share,
        unnest([floor((total - 1) * q), ceil((total - 1) * q)])::BIGINT AS rank, unnest([0, 1]) AS is_upper
      FROM (SELECT DISTINCT case_id, total FROM ends), (SELECT unnest([${
    quantiles.join(", ")
  }]::DOUBLE[]) AS q)),
    places AS MATERIALIZED (
      SELECT ranks.*, bucket, rank - before AS place
      FROM ranks JOIN ends ON ranks.case_id = ends.case_id AND rank >= before AND rank < upto),
    wanted AS MATERIALIZED (
      SELECT DISTINCT run_id, bucket FROM places JOIN runs USING (case_id)),
    chosen AS (
      SELECT case_id, bucket, duration_s, row_number() OVER (PARTITION BY case_id, bucket ORDER BY duration_s) - 1 AS place
      FROM (FROM (${operations}) SEMI JOIN wanted USING (run_id, bucket)) JOIN runs USING (run_id))
    SELECT case_id, any_value(total)::DOUBLE AS n, q,
      sum(duration_s * CASE is_upper WHEN 1 THEN share ELSE 1 - share END) AS value
    FROM places JOIN chosen USING (case_id, bucket, place) GROUP BY case_id, q ORDER BY case_id, q`;
}
