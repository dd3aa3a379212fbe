-- Targets of a scraping server that stopped answering in the window of each run, and its queries that were refused as wrong or
-- had an empty answer.
WITH transitions AS (
  SELECT run_id, subject, kind, detail, data ->> 'code' AS code, events.at AS transition_at,
    lag(kind) OVER (PARTITION BY run_id, subject ORDER BY events.at) AS previous_kind
  FROM events WHERE kind IN ('down', 'up')),
outages AS (
  SELECT * FROM (
    SELECT run_id, subject, kind, detail AS reason, code, transition_at AS down_at,
      lead(transition_at) OVER (PARTITION BY run_id, subject ORDER BY transition_at) AS up_at
    FROM transitions WHERE kind = 'up' OR previous_kind IS DISTINCT FROM 'down')
  WHERE kind = 'down'),
-- A scrape timeout of a server that uses at least 70 % of its processor limit is its own failure, not the target's.
silences AS (
  SELECT run_id, count(DISTINCT subject) AS silent,
    first(trim(subject || ' ' || reason) ORDER BY down_at) AS silent_reason
  FROM outages JOIN window_facts USING (run_id) JOIN setting_facts USING (run_id)
    LEFT JOIN machine_facts USING (run_id)
  WHERE targets IS NOT NULL AND subject <> 'prometheus'
    AND (end_at IS NULL OR down_at < end_at) AND (up_at IS NULL OR up_at > begin_at)
    AND NOT (code IS NOT DISTINCT FROM 'timeout'
      AND coalesce(server >= 0.7 * coalesce(nullif(cpu_limit, 0), cores), false))
  GROUP BY run_id),
-- A started Prometheus discovers its targets within five seconds, and scrapes each once in an interval.
outage_windows AS (
  SELECT run_id, down_at,
    up_at + to_microseconds(CAST((5 + 2 * scrape_interval) * 1e6 AS BIGINT)) AS settled_at
  FROM outages JOIN setting_facts USING (run_id) WHERE subject = 'prometheus'),
queries AS (
  SELECT run_id, started_at AS due_at, outcome, code, error FROM load_operations LEFT JOIN window_facts USING (run_id)
  WHERE kind IN ('incremental', 'big')
    AND (begin_at IS NULL OR due_at >= begin_at AND (measure_ended IS NULL OR due_at < measure_ended))),
-- An HTTP status of 400 to 499: the server refused the query as wrong.
refusals AS (
  SELECT run_id, count(*) AS wrong, first(error ORDER BY due_at) AS wrong_error
  FROM queries WHERE code LIKE '4__' GROUP BY run_id),
query_results AS (
  SELECT run_id, count(*) AS answerable, count(*) FILTER (outcome = 'miss') AS empty
  FROM queries WHERE NOT EXISTS (
    FROM outage_windows WHERE outage_windows.run_id = queries.run_id AND due_at >= down_at
      AND (settled_at IS NULL OR due_at < settled_at))
  GROUP BY run_id)
SELECT run_id, silent, silent_reason, answerable, empty, wrong, wrong_error
FROM silences FULL JOIN query_results USING (run_id) FULL JOIN refusals USING (run_id)
