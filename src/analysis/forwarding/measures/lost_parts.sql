-- Lines lost in each of the spans $2 (a JSON array: run_id, subject, part, from_s, until_s; seconds since 1970), by when they
-- were due. A range of lines that crosses the edge of a span is divided in proportion to its time.
WITH spans AS (
  SELECT span ->> 'run_id' AS run_id, span ->> 'subject' AS subject, span ->> 'part' AS part,
    CAST(span ->> 'from_s' AS DOUBLE) AS span_from, CAST(span ->> 'until_s' AS DOUBLE) AS span_until
  FROM (SELECT UNNEST(CAST($2 AS JSON[])) AS span)),
ranges AS (
  SELECT run_id, subject, n, epoch(from_at) AS from_s, greatest(epoch(to_at), epoch(from_at)) AS to_s
  FROM sequences SEMI JOIN (SELECT run_id FROM runs WHERE experiment = $1 AND mode <> 'imported') USING (run_id)
  WHERE outcome = 'lost' AND from_at IS NOT NULL AND to_at IS NOT NULL),
cuts AS (
  SELECT run_id, subject, part, greatest(from_s, span_from) AS cut_from, least(to_s, span_until) AS cut_until,
    CASE WHEN to_s > from_s THEN n * (cut_until - cut_from) / (to_s - from_s) ELSE n END AS lost
  FROM ranges JOIN spans USING (run_id, subject)
  WHERE from_s < span_until AND (to_s > span_from OR from_s = to_s AND from_s >= span_from))
SELECT run_id, subject, part, CAST(round(sum(lost)) AS BIGINT) AS lost,
  sum(lost * (cut_from + cut_until) / 2) / sum(lost) AS mean_s, max(cut_until) AS last_s
FROM cuts GROUP BY run_id, subject, part HAVING sum(lost) >= 0.5
ORDER BY run_id, subject, part
