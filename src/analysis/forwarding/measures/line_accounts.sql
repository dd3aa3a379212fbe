-- Account of each sink, hop and cluster in the runs of the experiment $1, with the counters of the forwarder itself, which
-- are reported under the kind $2.
WITH selected AS (SELECT run_id FROM runs WHERE experiment = $1 AND mode <> 'imported'),
last_values AS (
  SELECT run_id, samples.source AS subject, metric, arg_max(value, samples.at) AS value
  FROM samples SEMI JOIN selected USING (run_id)
  WHERE source_kind(samples.source) IN ('sink', 'hop', 'cluster') AND metric IN ('received_lines', 'unique_lines',
    'duplicate_lines', 'back_steps', 'torn_lines', 'foreign_lines')
  GROUP BY ALL),
counted AS (
  SELECT run_id, subject, any_value(value) FILTER (metric = 'received_lines') AS received,
    any_value(value) FILTER (metric = 'unique_lines') AS uniques,
    any_value(value) FILTER (metric = 'duplicate_lines') AS duplicates,
    any_value(value) FILTER (metric = 'back_steps') AS back_steps,
    any_value(value) FILTER (metric = 'torn_lines') AS torn,
    any_value(value) FILTER (metric = 'foreign_lines') AS foreigners
  FROM last_values GROUP BY run_id, subject),
sent_lines AS (
  SELECT run_id, sum(n) AS sent FROM sequences SEMI JOIN selected USING (run_id)
  WHERE outcome = 'sent' GROUP BY run_id),
-- A sink that lost nothing has no rows, and neither has one of a cluster, which gets only its share.
lost_lines AS (
  SELECT run_id, subject, sum(n) FILTER (outcome = 'lost') AS lost FROM sequences SEMI JOIN selected USING (run_id)
  WHERE outcome <> 'sent' GROUP BY run_id, subject),
own AS (
  SELECT run_id, label AS subject, max(value) FILTER (statistic = 'sent') AS own_sent,
    max(value) FILTER (statistic = 'dropped') AS own_dropped, max(value) FILTER (statistic = 'queued') AS own_queued,
    bool_or(annotation = 'adapter') AS by_adapter
  FROM reported SEMI JOIN selected USING (run_id) WHERE kind = $2 GROUP BY run_id, label),
-- Lines that proved the way to every sink before the load; a forwarder counts them, and nobody else.
proofs AS (
  SELECT run_id, max(value) AS markers FROM reported SEMI JOIN selected USING (run_id)
  WHERE kind = $2 AND statistic = 'markers' GROUP BY run_id)
SELECT run_id, subject, source_kind(subject) AS kind, coalesce(sent, 0) AS sent, coalesce(received, 0) AS received,
  coalesce(uniques, 0) AS uniques, coalesce(lost, 0) AS lost, coalesce(duplicates, 0) AS duplicates,
  coalesce(back_steps, 0) AS back_steps, coalesce(torn, 0) AS torn, coalesce(foreigners, 0) AS foreigners,
  own_sent, own_dropped, own_queued, coalesce(by_adapter, false) AS by_adapter, markers
FROM counted LEFT JOIN sent_lines USING (run_id) LEFT JOIN lost_lines USING (run_id, subject)
  LEFT JOIN own USING (run_id, subject) LEFT JOIN proofs USING (run_id)
ORDER BY run_id, kind, subject
