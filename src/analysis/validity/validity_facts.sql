-- Facts of the runs of the experiment $1, in order of time. What depends on one run alone was computed when it was loaded.
WITH selected AS (SELECT * FROM runs WHERE experiment = $1),
lab_warnings AS (
  SELECT run_id, string_agg(DISTINCT message, '; ' ORDER BY message) AS lab_warning
  FROM warnings SEMI JOIN selected USING (run_id)
  WHERE code IN ('generator-late', 'probe-late', 'worker-lost', 'worker-saturated', 'worker-clock', 'worker-unexpected') GROUP BY run_id),
-- Runs that overlap the one before or after them on their machine; of the others no pair needs a look.
overlapping AS (
  SELECT * FROM machine_runs QUALIFY coalesce(
    max(ended_at) OVER (PARTITION BY machine ORDER BY started_at, ended_at
      ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) > started_at, false)
    OR coalesce(lead(started_at) OVER (PARTITION BY machine ORDER BY started_at, ended_at) < ended_at, false)),
-- Runs that the lab saw, in whatever folder they are recorded, and runs of the records.
concurrent_runs AS (
  SELECT run_id, list(DISTINCT other ORDER BY other) AS beside FROM (
  SELECT run_id, unnest(seen_beside) AS other FROM course_facts SEMI JOIN selected USING (run_id)
  UNION ALL
  SELECT selected.run_id, other.run_id
  FROM (FROM overlapping SEMI JOIN selected USING (run_id)) AS selected
    JOIN overlapping AS other USING (machine)
  WHERE other.run_id <> selected.run_id
    AND other.started_at < selected.ended_at AND other.ended_at > selected.started_at)
  GROUP BY run_id)
SELECT run_id, mode, status AS stored_status, notes, fault, measure_s, window_s,
  begin_at IS NOT NULL AS measured, coalesce(cut, '') AS cut, coalesce(overrun, '') AS overrun,
  coalesce(due, 0) AS due, coalesce(told, 0) AS told, coalesce(greatest(succeeded, succeeded_in_phase), 0) AS succeeded,
  coalesce(wrong, 0) AS wrong, coalesce(wrong_error, '') AS wrong_error, coalesce(p99, others_p99, delivery_p99) AS p99,
  coalesce(sends, 0) AS sends, coalesce(odd_lines, 0) AS odd_lines, coalesce(platform_work, 0) AS platform_work, behind_s,
  CASE WHEN loop IN ('constant', 'poisson') THEN rate END AS rate,
  coalesce(loop = 'poisson', false) AS poisson, users,
  -- A platform is filled, and watched thereafter.
  CASE WHEN coalesce(platform_work, 0) = 0
    THEN date_diff('microseconds', begin_at, coalesce(load_started, load_from)) / 1e6 END AS load_late_s,
  -- A forwarder is stopped after the load, in a measured phase.
  CASE WHEN NOT coalesce(stops, false) AND coalesce(platform_work, 0) = 0
    THEN date_diff('microseconds', coalesce(load_stopped, load_until), end_at) / 1e6 END AS load_early_s,
  host_gap_s, host_interval_s, stood_still_s, coalesce(stood_still, '') AS stood_still, clock_jump_s,
  lag_s, lag_mean_s, lag_max_s, generator, threads,
  coalesce(driven, false) AS driven, cores, host,
  CASE WHEN (nodes IS NULL OR nodes = nodes_known) AND (targets IS NULL OR targets_known)
    THEN processes END AS processes,
  coalesce(died, '') AS died, coalesce(unhealthy, '') AS unhealthy, coalesce(ended_by_itself, false) AS ended,
  coalesce(lab_warning, '') AS lab_warning, disk_free,
  coalesce(silent, 0) AS silent, targets, coalesce(silent_reason, '') AS silent_reason,
  coalesce(answerable, 0) AS answerable, coalesce(empty, 0) AS empty, coalesce(beside, []) AS beside
FROM selected LEFT JOIN setting_facts USING (run_id) LEFT JOIN window_facts USING (run_id)
  LEFT JOIN course_facts USING (run_id) LEFT JOIN load_facts USING (run_id) LEFT JOIN machine_facts USING (run_id)
  LEFT JOIN target_facts USING (run_id) LEFT JOIN line_facts USING (run_id) LEFT JOIN told_facts USING (run_id)
  LEFT JOIN lab_warnings USING (run_id) LEFT JOIN concurrent_runs USING (run_id)
ORDER BY run_id
