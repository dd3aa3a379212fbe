-- Phases, faults, outages and events of the run $run_id, in microseconds since 1970. `until`: null if it did not end, or
-- is an instant.
WITH timed AS (
  SELECT kind, subject, detail, epoch_us("at") AS since FROM events WHERE run_id = $run_id AND "at" IS NOT NULL),
-- A fault lasts until it is healed at the same nodes, an outage until the same server responds.
lasting AS (
  SELECT begun.kind, begun.subject, begun.detail, begun.since,
    (SELECT min(ended.since) FROM timed AS ended
     WHERE ended.kind = CASE begun.kind WHEN 'fault' THEN 'heal' ELSE 'up' END
       AND ended.subject = begun.subject AND ended.since >= begun.since) AS "until",
    -- The event of a kill for want of memory comes just before or after that of the exit.
    EXISTS (SELECT 1 FROM timed AS kill WHERE kill.kind = 'oom' AND kill.subject = begun.subject
      AND abs(kill.since - begun.since) <= $oom_window_us) AS oom
  FROM timed AS begun WHERE begun.kind IN ('fault', 'down')),
-- A server that is reported down again before it was up is still the same outage.
outages AS (
  SELECT kind, subject, arg_min(detail, since) AS detail, min(since) AS since, "until", bool_or(oom) AS oom
  FROM lasting GROUP BY kind, subject, "until", CASE kind WHEN 'fault' THEN since END),
kills AS (
  SELECT * FROM timed WHERE kind = 'oom' AND NOT EXISTS (
    SELECT 1 FROM outages WHERE outages.kind = 'down' AND outages.subject = timed.subject
      AND timed.since BETWEEN outages.since - $oom_window_us
        AND coalesce(outages."until", timed.since) + $oom_window_us))
SELECT 'phase' AS kind, phase AS subject, '' AS detail, epoch_us(began) AS since, epoch_us(ended) AS "until", false AS oom
FROM phases WHERE run_id = $run_id
UNION ALL
SELECT kind, subject, detail, since, "until", oom FROM outages
UNION ALL
SELECT kind, subject, detail, since, NULL, false FROM kills
UNION ALL
SELECT kind, subject, detail, since, NULL, false FROM timed
WHERE kind IN ('leader', 'caught_up', 'died', 'stand_still', 'clock_jump', 'interrupted')
ORDER BY since, kind, subject, detail
