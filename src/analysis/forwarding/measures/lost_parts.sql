-- Lines lost in each of the spans $2 (a JSON array: run_id, subject, part, from_s, until_s, reach_s; seconds since 1970), by
-- when they were due, in the runs of the experiment $1. A range that crosses the edge of a span is divided. One that goes on
-- from the span `in flight` into the outage was lost in one piece, and not on its way: it is of the outage from `reach_s` on.
WITH spans AS (
  SELECT span ->> 'run_id' AS run_id, span ->> 'subject' AS subject, span ->> 'part' AS part,
    CAST(span ->> 'from_s' AS DOUBLE) AS span_from, CAST(span ->> 'until_s' AS DOUBLE) AS span_until,
    CAST(span ->> 'reach_s' AS DOUBLE) AS reach_s
  FROM (SELECT UNNEST(CAST($2 AS JSON[])) AS span)),
ranges AS (
  SELECT run_id, subject, n, "last" - "first" + 1 AS places, epoch(from_at) AS from_s,
    greatest(epoch(to_at), epoch(from_at)) AS to_s
  FROM sequences SEMI JOIN (SELECT run_id FROM runs WHERE experiment = $1 AND mode <> 'imported') USING (run_id)
  WHERE outcome = 'lost' AND from_at IS NOT NULL AND to_at IS NOT NULL),
placed AS (
  SELECT run_id, subject, part, n, places, from_s, to_s,
    CASE WHEN part = 'outage' AND from_s < span_from AND to_s >= span_from THEN reach_s ELSE span_from END AS span_from,
    CASE WHEN part = 'in flight' AND from_s < span_until AND to_s >= span_until THEN span_from ELSE span_until END
      AS span_until
  FROM ranges JOIN spans USING (run_id, subject)),
-- Lines of a range that were due before a time: they are evenly spaced, the first and the last at the ends.
cuts AS (
  SELECT run_id, subject, part, n / places AS share, greatest(from_s, span_from) AS cut_from,
    least(to_s, span_until) AS cut_until,
    CASE WHEN span_from <= from_s THEN 0 WHEN to_s <= from_s OR span_from > to_s THEN places
      ELSE ceil(round((span_from - from_s) / (to_s - from_s) * (places - 1), 3)) END AS before_from,
    CASE WHEN span_until <= from_s THEN 0 WHEN to_s <= from_s OR span_until > to_s THEN places
      ELSE ceil(round((span_until - from_s) / (to_s - from_s) * (places - 1), 3)) END AS before_until
  FROM placed),
lost_lines AS (
  SELECT *, share * (before_until - before_from) AS lost FROM cuts WHERE before_until > before_from)
SELECT run_id, subject, part, CAST(round(sum(lost)) AS BIGINT) AS lost,
  sum(lost * (cut_from + cut_until) / 2) / sum(lost) AS mean_s, min(cut_from) AS first_s,
  max(cut_until) AS last_s
FROM lost_lines GROUP BY run_id, subject, part ORDER BY run_id, subject, part
