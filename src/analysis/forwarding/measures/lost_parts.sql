-- Lines lost in each of the spans $2 (a JSON array: run_id, subject, part, from_s, until_s; seconds since 1970), by when they
-- were due. A range of lines that crosses the edge of a span is divided.
WITH spans AS (
  SELECT span ->> 'run_id' AS run_id, span ->> 'subject' AS subject, span ->> 'part' AS part,
    CAST(span ->> 'from_s' AS DOUBLE) AS span_from, CAST(span ->> 'until_s' AS DOUBLE) AS span_until
  FROM (SELECT UNNEST(CAST($2 AS JSON[])) AS span)),
ranges AS (
  SELECT run_id, subject, n, "last" - "first" + 1 AS places, epoch(from_at) AS from_s,
    greatest(epoch(to_at), epoch(from_at)) AS to_s
  FROM sequences SEMI JOIN (SELECT run_id FROM runs WHERE experiment = $1 AND mode <> 'imported') USING (run_id)
  WHERE outcome = 'lost' AND from_at IS NOT NULL AND to_at IS NOT NULL),
-- Lines of a range that were due before a time: they are evenly spaced, the first and the last at the ends.
cuts AS (
  SELECT run_id, subject, part, n / places AS share, greatest(from_s, span_from) AS cut_from,
    least(to_s, span_until) AS cut_until,
    CASE WHEN span_from <= from_s THEN 0 WHEN to_s <= from_s OR span_from > to_s THEN places
      ELSE ceil(round((span_from - from_s) / (to_s - from_s) * (places - 1), 3)) END AS before_from,
    CASE WHEN span_until <= from_s THEN 0 WHEN to_s <= from_s OR span_until > to_s THEN places
      ELSE ceil(round((span_until - from_s) / (to_s - from_s) * (places - 1), 3)) END AS before_until
  FROM ranges JOIN spans USING (run_id, subject)),
lost_lines AS (
  SELECT *, share * (before_until - before_from) AS lost FROM cuts WHERE before_until > before_from)
SELECT run_id, subject, part, CAST(round(sum(lost)) AS BIGINT) AS lost,
  sum(lost * (cut_from + cut_until) / 2) / sum(lost) AS mean_s, max(cut_until) AS last_s
FROM lost_lines GROUP BY run_id, subject, part ORDER BY run_id, subject, part
