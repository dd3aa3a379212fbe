-- Facts of the runs of the experiment $1, in order of time: most parts have one row per run, joined at the end.
WITH selected AS (SELECT * FROM runs WHERE experiment = $1),
settings AS (
  SELECT run_id, any_value(value) FILTER (key = 'fault') AS fault,
    any_value(value) FILTER (key = 'loop') AS loop,
    any_value(value) FILTER (key = 'attribute') AS attribute,
    coalesce(any_value(value) FILTER (key = 'stop'), 'none') <> 'none' AS stops,
    any_value(number) FILTER (key = 'rate') AS rate,
    -- Lines are sent by a thread for each stream.
    any_value(number) FILTER (key IN ('threads', 'streams')) AS threads,
    any_value(number) FILTER (key = 'nodes') AS nodes,
    any_value(number) FILTER (key = 'users') AS users,
    any_value(number) FILTER (key = 'targets') AS targets,
    any_value(number) FILTER (key = 'scrape_interval') AS scrape_interval,
    any_value(number) FILTER (key = 'cpu_limit') AS cpu_limit,
    any_value(number) FILTER (key = 'duration') AS duration,
    any_value(number) FILTER (key = 'fault_duration') AS fault_duration,
    any_value(number) FILTER (key = 'recovery') AS recovery
  FROM params SEMI JOIN selected USING (run_id) GROUP BY run_id),
lengths AS (
  SELECT run_id, phase, began, ended, date_diff('microseconds', began, ended) / 1e6 AS seconds,
    -- Odd lines go one at a time, however long they take; a forwarder that is stopped has a backlog and no load.
    CASE phase WHEN 'measure' THEN CASE WHEN attribute IS DISTINCT FROM 'fidelity' THEN duration END
      WHEN 'heal' THEN CASE WHEN NOT stops THEN recovery END
      -- Faults with times of their own, as in `kill-leader@0s..5s`, do not last for the setting.
      ELSE CASE WHEN NOT contains(fault, '@') THEN fault_duration END END AS configured
  FROM phases JOIN selected USING (run_id) LEFT JOIN settings USING (run_id)
  WHERE phase IN ('measure', 'fault', 'heal')),
windows AS (
  SELECT run_id, min(began) FILTER (phase = 'measure') AS begin_at, max(ended) AS end_at,
    date_diff('microseconds', begin_at, end_at) / 1e6 AS window_s,
    any_value(seconds) FILTER (phase = 'measure') AS measure_s,
    any_value(ended) FILTER (phase = 'measure') AS measure_ended,
    string_agg(format('{} {:.3g} of {:.3g} s', phase, seconds, configured), ', ' ORDER BY began)
      FILTER (seconds < 0.95 * configured) AS cut,
    string_agg(format('{} {:.3g} instead of {:.3g} s', phase, seconds, configured), ', ' ORDER BY began)
      FILTER (phase = 'measure' AND seconds > 1.05 * configured) AS overrun
  FROM lengths GROUP BY run_id HAVING bool_or(phase = 'measure')),
-- Not materialised: the operations of a run are too many to copy.
load AS NOT MATERIALIZED (
  SELECT run_id, started_at AS due_at, outcome, error, code, duration_s, done_at, kind IN ('incremental', 'big') AS query,
    kind = 'send' AS send,
    kind IN ('push', 'task', 'lrp') AS work,
    begin_at IS NULL OR due_at >= begin_at AND (measure_ended IS NULL OR due_at < measure_ended) AS counted,
    outcome = 'ok' AND done_at >= begin_at AND done_at < measure_ended AS completed
  FROM load_operations SEMI JOIN selected USING (run_id) LEFT JOIN windows USING (run_id) WHERE kind <> 'log_push'),
counts AS (
  SELECT run_id, count(*) FILTER (counted) AS due, count(*) FILTER (counted AND outcome = 'ok') AS succeeded,
    count(*) FILTER (completed) AS completed,
    -- An HTTP status of 400 to 499: the server refused the query as wrong.
    count(*) FILTER (counted AND query AND code LIKE '4__') AS wrong,
    first(error ORDER BY due_at) FILTER (counted AND query AND code LIKE '4__') AS wrong_error,
    quantile_cont(duration_s, 0.99) FILTER (counted AND outcome = 'ok' AND NOT send) AS p99,
    count(*) FILTER (send) AS sends, count(*) FILTER (send AND outcome = 'ok') AS sends_ok,
    count(*) FILTER (work) AS platform_work,
    min(due_at) AS first_at, CASE WHEN bool_or(done_at IS NULL) THEN NULL ELSE max(done_at) END AS last_at
  FROM load GROUP BY run_id),
load_events AS (
  SELECT run_id, max(events.at) FILTER (kind = 'load_started') AS started,
    min(events.at) FILTER (kind = 'load_ended') AS stopped
  FROM events SEMI JOIN selected USING (run_id) WHERE kind IN ('load_started', 'load_ended') GROUP BY run_id),
host_samples AS (
  SELECT run_id, samples.at AS sampled_at,
    lag(samples.at) OVER (PARTITION BY run_id ORDER BY samples.at) AS previous_at
  FROM samples SEMI JOIN selected USING (run_id) WHERE samples.source = 'host' AND metric = 'cores'),
host_intervals AS (
  SELECT run_id, median(date_diff('microseconds', previous_at, sampled_at)) / 1e6 AS host_interval_s
  FROM host_samples GROUP BY run_id),
gaps AS (
  SELECT run_id,
    max(date_diff('microseconds', greatest(previous_at, begin_at), least(sampled_at, end_at))) / 1e6 AS host_gap_s
  FROM host_samples JOIN windows USING (run_id)
  WHERE sampled_at > begin_at AND previous_at < end_at GROUP BY run_id),
fault_events AS (
  SELECT run_id, any_value(events.subject) FILTER (kind = 'fault') AS fault_targets,
    min(events.at) FILTER (kind = 'phase' AND subject = 'fault') AS fault_began_at,
    bool_or(kind IN ('down', 'oom') AND (end_at IS NULL OR events.at < end_at)) AS ended_by_itself
  FROM events JOIN selected USING (run_id) LEFT JOIN windows USING (run_id) GROUP BY run_id),
clock_events AS (
  SELECT run_id, kind, subject, CAST(data ->> 'seconds' AS DOUBLE) AS seconds,
    CASE kind WHEN 'stand_still' THEN seconds ELSE 0 END AS lasted
  FROM events JOIN windows USING (run_id) LEFT JOIN fault_events USING (run_id)
  -- The event of a stand-still is recorded when it is over.
  WHERE kind IN ('stand_still', 'clock_jump') AND events.at >= begin_at
    AND (end_at IS NULL OR end_at > events.at - to_microseconds(CAST(lasted * 1e6 AS BIGINT)))
    AND NOT coalesce(list_contains(string_split(fault_targets, ','), subject), false)),
extremes AS (
  SELECT run_id, max(seconds) FILTER (kind = 'stand_still') AS stood_still_s,
    arg_max(seconds, abs(seconds)) FILTER (kind = 'clock_jump') AS clock_jump_s
  FROM clock_events GROUP BY run_id),
-- A stand-still of the machine or runner stops its threads too: name the widest of those that stood about as long.
widest AS (
  SELECT run_id, arg_min(subject, CASE subject WHEN 'machine' THEN 0 WHEN 'runner' THEN 1 ELSE 2 END) AS stood_still
  FROM clock_events JOIN extremes USING (run_id)
  WHERE kind = 'stand_still' AND seconds >= stood_still_s / 2 GROUP BY run_id),
exits AS (
  SELECT run_id, string_agg(subject || ' ended by itself: ' || detail, '; ' ORDER BY events.at) AS died
  FROM events SEMI JOIN selected USING (run_id) LEFT JOIN fault_events USING (run_id)
  WHERE kind = 'died' AND NOT coalesce(
    list_contains(string_split(fault_targets, ','), subject) AND events.at >= fault_began_at, false)
  GROUP BY run_id),
unhealthy_nodes AS (
  SELECT run_id, string_agg(DISTINCT subject || ' ' || detail, ', ' ORDER BY subject || ' ' || detail) AS unhealthy
  FROM events JOIN windows USING (run_id) LEFT JOIN settings USING (run_id)
  WHERE kind = 'health' AND detail <> 'up' AND coalesce(fault, 'none') = 'none'
    AND events.at >= begin_at AND (end_at IS NULL OR events.at < end_at) GROUP BY run_id),
sampled AS (
  SELECT run_id, samples.source AS name, metric, value FROM samples JOIN windows USING (run_id)
  WHERE samples.at >= begin_at AND (end_at IS NULL OR samples.at < end_at)
    AND metric IN ('cpu', 'cores', 'event_loop_lag', 'storage_free')),
means AS (
  SELECT run_id, name, metric, avg(value) AS mean, count(*) AS n FROM sampled
  WHERE metric IN ('cpu', 'cores') GROUP BY ALL),
machines AS (
  SELECT run_id, any_value(mean) FILTER (name = 'host' AND metric = 'cores') AS cores,
    any_value(mean) FILTER (name = 'host' AND metric = 'cpu') AS host,
    any_value(n) FILTER (name = 'host' AND metric = 'cpu') AS host_n,
    any_value(mean) FILTER (name = 'generator' AND metric = 'cpu') AS generator
  FROM means GROUP BY run_id),
-- A process that ran only part of the time has fewer samples; a difference of one from the host is chance.
used AS (
  SELECT run_id, sum(mean * CASE WHEN n + 1 >= host_n THEN 1 ELSE n / host_n END) AS processes,
    count(*) FILTER (source_kind(name) = 'node') AS nodes_known,
    bool_or(name = 'prometheus') AND bool_or(source_kind(name) = 'targets') AS targets_known,
    avg(mean) FILTER (name = 'prometheus') AS server
  FROM means JOIN machines USING (run_id)
  WHERE metric = 'cpu' AND source_kind(name) IN ('node', 'prometheus', 'targets', 'forwarder', 'adapter', 'hop', 'sink')
  GROUP BY run_id),
-- Lines carry the time at which they were due: their latency is that of their delivery, not of a write.
deliveries AS (
  SELECT run_id, min(upper) FILTER (until_rank >= 0.99 * total) AS delivery_p99
  FROM (
    SELECT run_id, upper, sum("count") OVER (PARTITION BY run_id ORDER BY upper) AS until_rank,
      sum("count") OVER (PARTITION BY run_id) AS total
    FROM histograms SEMI JOIN selected USING (run_id)
    WHERE starts_with(kind, 'delivery ') AND ends_with(kind, ' measure'))
  GROUP BY run_id),
odd_lines AS (
  SELECT run_id, count(*) AS odd_lines FROM events SEMI JOIN selected USING (run_id)
  WHERE kind = 'odd_line' GROUP BY run_id),
-- Lines that were due while the load ran and had not been sent when it ended, in seconds of their rate. A forwarder that holds
-- up the sender, or ends its connections, explains as much as the time in which it did.
sent_samples AS (
  SELECT run_id, metric, samples.at AS sampled_at, value, began
  FROM samples JOIN phases USING (run_id) SEMI JOIN selected USING (run_id)
  WHERE samples.source = 'generator' AND metric IN ('sent_lines', 'blocked_s') AND phase = 'measure'
    AND samples.at >= began),
sending AS (
  SELECT run_id, arg_min(value, sampled_at) FILTER (metric = 'sent_lines') AS sent_first,
    arg_max(value, sampled_at) FILTER (metric = 'sent_lines') AS sent_last,
    min(sampled_at) FILTER (metric = 'sent_lines') AS first_at, max(sampled_at) FILTER (metric = 'sent_lines') AS last_at,
    max(value) FILTER (metric = 'blocked_s') - min(value) FILTER (metric = 'blocked_s') AS held_up
  FROM (
    SELECT sent_samples.* FROM sent_samples LEFT JOIN load_events USING (run_id)
    WHERE stopped IS NULL OR sampled_at <= stopped)
  GROUP BY run_id),
lags AS (
  SELECT run_id, date_diff('microseconds', sending.first_at, sending.last_at) / 1e6 * coalesce(sends_ok / nullif(sends, 0), 1)
    - (sent_last - sent_first) / rate - coalesce(held_up, 0) AS behind_s
  FROM sending JOIN settings USING (run_id) LEFT JOIN counts USING (run_id) WHERE rate > 0 AND sending.last_at > sending.first_at),
waits AS (
  SELECT run_id, median(value) AS lag_s, avg(value) AS lag_mean_s, max(value) AS lag_max_s
  FROM sampled WHERE name = 'generator' AND metric = 'event_loop_lag' GROUP BY run_id),
disks AS (
  SELECT run_id, min(value) AS disk_free FROM sampled
  WHERE name = 'prometheus' AND metric = 'storage_free' GROUP BY run_id),
transitions AS (
  SELECT run_id, subject, kind, detail, data ->> 'code' AS code, events.at AS transition_at,
    lag(kind) OVER (PARTITION BY run_id, subject ORDER BY events.at) AS previous_kind
  FROM events SEMI JOIN selected USING (run_id) WHERE kind IN ('down', 'up')),
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
  FROM outages JOIN windows USING (run_id) JOIN settings USING (run_id)
    LEFT JOIN machines USING (run_id) LEFT JOIN used USING (run_id)
  WHERE targets IS NOT NULL AND subject <> 'prometheus'
    AND (end_at IS NULL OR down_at < end_at) AND (up_at IS NULL OR up_at > begin_at)
    AND NOT (code IS NOT DISTINCT FROM 'timeout'
      AND coalesce(server >= 0.7 * coalesce(nullif(cpu_limit, 0), cores), false))
  GROUP BY run_id),
-- A started Prometheus discovers its targets within five seconds, and scrapes each once in an interval.
outage_windows AS (
  SELECT run_id, down_at,
    up_at + to_microseconds(CAST((5 + 2 * scrape_interval) * 1e6 AS BIGINT)) AS settled_at
  FROM outages JOIN settings USING (run_id) WHERE subject = 'prometheus'),
query_results AS (
  SELECT run_id, count(*) AS answerable, count(*) FILTER (outcome = 'miss') AS empty
  FROM load WHERE counted AND query AND NOT EXISTS (
    FROM outage_windows WHERE outage_windows.run_id = load.run_id AND due_at >= down_at
      AND (settled_at IS NULL OR due_at < settled_at))
  GROUP BY run_id),
lab_warnings AS (
  SELECT run_id, string_agg(DISTINCT message, '; ' ORDER BY message) AS lab_warning FROM warnings
  WHERE code IN ('generator-late', 'probe-late') GROUP BY run_id),
-- Runs that the lab saw, in whatever folder they are recorded, and runs of the records.
concurrent_runs AS (
  SELECT run_id, list(DISTINCT other ORDER BY other) AS beside FROM (
  SELECT run_id, subject AS other FROM events SEMI JOIN selected USING (run_id) WHERE kind = 'beside'
  UNION ALL
  SELECT selected.run_id, other.run_id
  FROM (FROM machine_runs SEMI JOIN selected USING (run_id)) AS selected
    JOIN machine_runs AS other USING (machine)
  WHERE other.run_id <> selected.run_id
    AND other.started_at < selected.ended_at AND other.ended_at > selected.started_at)
  GROUP BY run_id)
SELECT run_id, mode, status AS stored_status, notes, fault, measure_s, window_s,
  begin_at IS NOT NULL AS measured, coalesce(cut, '') AS cut, coalesce(overrun, '') AS overrun,
  coalesce(due, 0) AS due, coalesce(greatest(succeeded, completed), 0) AS succeeded, coalesce(wrong, 0) AS wrong,
  coalesce(wrong_error, '') AS wrong_error, coalesce(p99, delivery_p99) AS p99,
  coalesce(sends, 0) AS sends, coalesce(odd_lines, 0) AS odd_lines, coalesce(platform_work, 0) AS platform_work, behind_s,
  CASE WHEN loop IN ('constant', 'poisson') THEN rate END AS rate,
  coalesce(loop = 'poisson', false) AS poisson, users,
  -- A platform is filled, and watched thereafter.
  CASE WHEN coalesce(platform_work, 0) = 0
    THEN date_diff('microseconds', begin_at, coalesce(load_events.started, counts.first_at)) / 1e6 END AS load_late_s,
  -- A forwarder is stopped after the load, in a measured phase.
  CASE WHEN NOT coalesce(stops, false) AND coalesce(platform_work, 0) = 0
    THEN date_diff('microseconds', coalesce(load_events.stopped, counts.last_at), end_at) / 1e6 END AS load_early_s,
  host_gap_s, host_intervals.host_interval_s, stood_still_s, coalesce(stood_still, '') AS stood_still, clock_jump_s,
  lag_s, lag_mean_s, lag_max_s, generator, threads, cores, host,
  CASE WHEN (nodes IS NULL OR nodes = nodes_known) AND (targets IS NULL OR targets_known)
    THEN processes END AS processes,
  coalesce(died, '') AS died, coalesce(unhealthy, '') AS unhealthy, coalesce(ended_by_itself, false) AS ended,
  coalesce(lab_warning, '') AS lab_warning, disk_free,
  coalesce(silent, 0) AS silent, targets, coalesce(silent_reason, '') AS silent_reason,
  coalesce(answerable, 0) AS answerable, coalesce(empty, 0) AS empty, coalesce(beside, []) AS beside
FROM selected LEFT JOIN settings USING (run_id) LEFT JOIN windows USING (run_id) LEFT JOIN counts USING (run_id)
  LEFT JOIN load_events USING (run_id)
  LEFT JOIN gaps USING (run_id) LEFT JOIN host_intervals USING (run_id) LEFT JOIN fault_events USING (run_id)
  LEFT JOIN extremes USING (run_id) LEFT JOIN widest USING (run_id)
  LEFT JOIN exits USING (run_id) LEFT JOIN unhealthy_nodes USING (run_id) LEFT JOIN machines USING (run_id)
  LEFT JOIN used USING (run_id) LEFT JOIN waits USING (run_id) LEFT JOIN disks USING (run_id)
  LEFT JOIN silences USING (run_id) LEFT JOIN query_results USING (run_id) LEFT JOIN lab_warnings USING (run_id)
  LEFT JOIN concurrent_runs USING (run_id) LEFT JOIN deliveries USING (run_id) LEFT JOIN odd_lines USING (run_id)
  LEFT JOIN lags USING (run_id)
ORDER BY run_id
