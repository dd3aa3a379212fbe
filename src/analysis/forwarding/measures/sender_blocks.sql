-- Writes to the forwarder in the runs of the experiment $1: how many, how they ended, and the longest.
-- Those of the warm-up enter no statistic.
SELECT run_id, count(*) AS writes, count(*) FILTER (outcome = 'ok') AS ok, count(*) FILTER (outcome = 'timeout') AS timed_out,
  count(*) FILTER (outcome = 'refused') AS refused, count(*) FILTER (outcome = 'failed') AS failed,
  count(*) FILTER (outcome NOT IN ('ok', 'timeout', 'refused', 'failed')) AS others,
  max(duration_s) AS longest_s, CAST(sum(bytes) AS BIGINT) AS bytes
FROM operations SEMI JOIN (SELECT run_id FROM runs WHERE experiment = $1 AND mode <> 'imported') USING (run_id)
  JOIN phases USING (run_id)
WHERE kind = 'send' AND phase = 'measure' AND started_at >= began GROUP BY run_id ORDER BY run_id
