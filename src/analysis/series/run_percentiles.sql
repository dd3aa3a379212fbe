-- Latencies of the answered operations of the load of the run $1 at some ranks, by kind and, in a run with phases, by
-- measured phase.
WITH begun AS (
  SELECT phase, began, lead(began, 1, 'infinity'::TIMESTAMP) OVER (ORDER BY began) AS next
  FROM phases WHERE run_id = $1 AND (ended IS NULL OR ended > began)),
-- A join of a few spans takes a third of the time of one that sorts the operations, as an ASOF join does.
load AS (
  SELECT kind, outcome, duration_s, coalesce(phase, '') AS phase
  FROM (SELECT * FROM load_operations WHERE run_id = $1) AS load
    LEFT JOIN begun ON load.started_at >= begun.began AND load.started_at < begun.next),
groups AS (
  SELECT kind, phase, count(*) FILTER (outcome <> 'ok') AS failed,
    list_sort(list(duration_s) FILTER (outcome = 'ok' AND duration_s IS NOT NULL)) AS durations, len(durations) AS n
  FROM load
  WHERE phase IN ('measure', 'fault', 'heal') OR NOT EXISTS (SELECT 1 FROM begun WHERE phase = 'measure')
  GROUP BY kind, phase),
-- Taken as lists: a join with ranks would copy all durations for each of them.
picked AS (
  SELECT kind, phase, n, failed, ranks_from_last(n) AS ranks, list_select(durations, ranks) AS seconds
  FROM groups WHERE n > 0)
SELECT kind, phase, n, failed, unnest(ranks) AS rank, unnest(seconds) AS seconds
FROM picked ORDER BY CASE phase WHEN 'measure' THEN 1 WHEN 'fault' THEN 2 ELSE 3 END, kind, rank
