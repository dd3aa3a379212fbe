/** The query of `validity_facts.ts`: each of its parts is one row a run, joined at the end. */

/** Seconds that a Prometheus which was started takes to get to know its targets: it hands them on every five. */
const DISCOVERY_S = 5;

/** Share of its processors from which a server counts as having none to spare: a scrape that it does not finish is its own failure. */
const BUSY = 0.7;

/** What of an environment tells one machine from another. */
const machine = ["os", "arch", "kernel", "processor", "cores", "memory_bytes"]
  .map((key) => `coalesce(environment ->> '${key}', '')`).join(" || '/' || ");

/** Sources of samples that are processes under test, or their targets. */
const PROCESS = "'^(node-\\d+|prometheus|targets(-\\d+)?)$'";

/** Facts of the runs of the experiment `$1`, in order of time. */
export const validitySql = `
  WITH mine AS (SELECT * FROM runs WHERE experiment = $1),
  settings AS (
    SELECT run_id, any_value(value) FILTER (key = 'fault') AS fault,
      any_value(value) FILTER (key = 'loop') AS loop,
      any_value(number) FILTER (key = 'rate') AS rate,
      any_value(number) FILTER (key = 'threads') AS threads,
      any_value(number) FILTER (key = 'nodes') AS nodes,
      any_value(number) FILTER (key = 'users') AS users,
      any_value(number) FILTER (key = 'targets') AS targets,
      any_value(number) FILTER (key = 'scrape_interval') AS scrape_interval,
      any_value(number) FILTER (key = 'cpu_limit') AS cpu_limit,
      any_value(number) FILTER (key = 'duration') AS duration,
      any_value(number) FILTER (key = 'fault_duration') AS fault_duration,
      any_value(number) FILTER (key = 'recovery') AS recovery
    FROM params SEMI JOIN mine USING (run_id) GROUP BY run_id),
  lengths AS (
    SELECT run_id, phase, began, ended, date_diff('microseconds', began, ended) / 1e6 AS seconds,
      CASE phase WHEN 'measure' THEN duration WHEN 'fault' THEN fault_duration ELSE recovery END AS wanted
    FROM phases JOIN mine USING (run_id) LEFT JOIN settings USING (run_id)
    WHERE phase IN ('measure', 'fault', 'heal')),
  windows AS (
    SELECT run_id, min(began) FILTER (phase = 'measure') AS begin_at, max(ended) AS end_at,
      date_diff('microseconds', begin_at, end_at) / 1e6 AS window_s,
      any_value(seconds) FILTER (phase = 'measure') AS measure_s,
      any_value(ended) FILTER (phase = 'measure') AS measure_ended,
      string_agg(format('{} {:.3g} of {:.3g} s', phase, seconds, wanted), ', ' ORDER BY began)
        FILTER (seconds < 0.95 * wanted) AS cut,
      string_agg(format('{} {:.3g} instead of {:.3g} s', phase, seconds, wanted), ', ' ORDER BY began)
        FILTER (phase = 'measure' AND seconds > 1.05 * wanted) AS overrun
    FROM lengths GROUP BY run_id HAVING bool_or(phase = 'measure')),
  load AS (
    SELECT run_id, operations.kind, operations.started_at AS due_at, outcome, error, duration_s,
      due_at + to_microseconds(CAST(round(duration_s * 1e6) AS BIGINT)) AS done_at,
      operations.kind IN ('incremental', 'big') AS query
    FROM operations SEMI JOIN mine USING (run_id)
    WHERE NOT starts_with(operations.kind, 'probe_') AND operations.kind NOT IN ('verify', 'log_push')),
  counted AS (
    SELECT * FROM load LEFT JOIN windows USING (run_id)
    WHERE begin_at IS NULL OR due_at >= begin_at AND (measure_ended IS NULL OR due_at < measure_ended)),
  counts AS (
    SELECT run_id, count(*) AS due, count(*) FILTER (outcome = 'ok') AS succeeded,
      count(*) FILTER (query AND regexp_matches(error, '^4\\d\\d ')) AS wrong,
      first(error ORDER BY due_at) FILTER (query AND regexp_matches(error, '^4\\d\\d ')) AS wrong_error,
      quantile_cont(duration_s, 0.5) FILTER (outcome = 'ok') AS p50,
      quantile_cont(duration_s, 0.99) FILTER (outcome = 'ok') AS p99
    FROM counted GROUP BY run_id),
  answered AS (
    SELECT run_id, count(*) AS answered FROM load JOIN windows USING (run_id)
    WHERE outcome = 'ok' AND done_at >= begin_at AND done_at < measure_ended GROUP BY run_id),
  activity AS (
    SELECT run_id, min(due_at) AS first_at,
      CASE WHEN bool_or(done_at IS NULL) THEN NULL ELSE max(done_at) END AS last_at
    FROM load GROUP BY run_id),
  told AS (
    SELECT run_id, max(events.at) FILTER (kind = 'load_started') AS started,
      min(events.at) FILTER (kind = 'load_ended') AS stopped
    FROM events SEMI JOIN mine USING (run_id) WHERE kind IN ('load_started', 'load_ended') GROUP BY run_id),
  looks AS (
    SELECT run_id, samples.at AS look_at, lag(samples.at) OVER (PARTITION BY run_id ORDER BY samples.at) AS before
    FROM samples SEMI JOIN mine USING (run_id) WHERE samples.source = 'host' AND metric = 'cores'),
  usual AS (
    SELECT run_id, median(date_diff('microseconds', before, look_at)) / 1e6 AS every FROM looks GROUP BY run_id),
  gaps AS (
    SELECT run_id, max(date_diff('microseconds', greatest(before, begin_at), least(look_at, end_at))) / 1e6 AS host_gap_s
    FROM looks JOIN windows USING (run_id)
    WHERE look_at > begin_at AND before < end_at GROUP BY run_id),
  seen AS (
    SELECT run_id, any_value(events.subject) FILTER (kind = 'fault') AS hit,
      min(events.at) FILTER (kind = 'phase' AND subject = 'fault') AS asked_at,
      bool_or(kind IN ('down', 'oom') AND (end_at IS NULL OR events.at < end_at)) AS ended_by_itself
    FROM events JOIN mine USING (run_id) LEFT JOIN windows USING (run_id) GROUP BY run_id),
  faults_of_time AS (
    SELECT run_id, kind, subject, TRY_CAST(detail AS DOUBLE) AS seconds,
      CASE kind WHEN 'stand_still' THEN seconds ELSE 0 END AS lasted
    FROM events JOIN windows USING (run_id) LEFT JOIN seen USING (run_id)
    -- A stand-still is told when it is over.
    WHERE kind IN ('stand_still', 'clock_jump') AND events.at >= begin_at
      AND (end_at IS NULL OR end_at > events.at - to_microseconds(CAST(lasted * 1e6 AS BIGINT)))
      AND NOT coalesce(list_contains(string_split(hit, ','), subject), false)),
  noticed AS (
    SELECT run_id, max(seconds) FILTER (kind = 'stand_still') AS stood_still_s,
      arg_max(seconds, abs(seconds)) FILTER (kind = 'clock_jump') AS clock_jump_s
    FROM faults_of_time GROUP BY run_id),
  -- The threads of a runner that stood still did so too: the widest of those that stood about as long is named.
  widest AS (
    SELECT run_id, arg_min(subject, CASE subject WHEN 'machine' THEN 0 WHEN 'runner' THEN 1 ELSE 2 END) AS stood_still
    FROM faults_of_time JOIN noticed USING (run_id)
    WHERE kind = 'stand_still' AND seconds >= stood_still_s / 2 GROUP BY run_id),
  deaths AS (
    SELECT run_id, string_agg(subject || ' ended by itself: ' || detail, '; ' ORDER BY events.at) AS died
    FROM events SEMI JOIN mine USING (run_id) LEFT JOIN seen USING (run_id)
    WHERE kind = 'died' AND NOT coalesce(list_contains(string_split(hit, ','), subject) AND events.at >= asked_at, false)
    GROUP BY run_id),
  ailing AS (
    SELECT run_id, string_agg(DISTINCT subject || ' ' || detail, ', ' ORDER BY subject || ' ' || detail) AS unwell
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
  -- A process that did not run all the time has fewer samples; one more or less than the machine's is chance.
  used AS (
    SELECT run_id, sum(mean * CASE WHEN n + 1 >= host_n THEN 1 ELSE n / host_n END) AS processes,
      count(*) FILTER (starts_with(name, 'node-')) AS nodes_known,
      bool_or(name = 'prometheus') AND bool_or(starts_with(name, 'targets')) AS targets_known,
      avg(mean) FILTER (name = 'prometheus') AS server
    FROM means JOIN machines USING (run_id)
    WHERE metric = 'cpu' AND regexp_matches(name, ${PROCESS}) GROUP BY run_id),
  waits AS (
    SELECT run_id, median(value) AS lag_s, avg(value) AS lag_mean_s, max(value) AS lag_most_s
    FROM sampled WHERE name = 'generator' AND metric = 'event_loop_lag' GROUP BY run_id),
  disks AS (
    SELECT run_id, min(value) AS disk_free FROM sampled
    WHERE name = 'prometheus' AND metric = 'storage_free' GROUP BY run_id),
  turns AS (
    SELECT run_id, subject, kind, detail, events.at AS turned_at,
      lag(kind) OVER (PARTITION BY run_id, subject ORDER BY events.at) AS former
    FROM events SEMI JOIN mine USING (run_id) WHERE kind IN ('down', 'up')),
  outages AS (
    SELECT * FROM (
      SELECT run_id, subject, kind, detail AS reason, turned_at AS fell_at,
        lead(turned_at) OVER (PARTITION BY run_id, subject ORDER BY turned_at) AS rose_at
      FROM turns WHERE kind = 'up' OR former IS DISTINCT FROM 'down')
    WHERE kind = 'down'),
  silences AS (
    SELECT run_id, count(DISTINCT subject) AS silent,
      first(trim(subject || ' ' || reason) ORDER BY fell_at) AS silent_reason
    FROM outages JOIN windows USING (run_id) JOIN settings USING (run_id)
      LEFT JOIN machines USING (run_id) LEFT JOIN used USING (run_id)
    WHERE targets IS NOT NULL AND subject <> 'prometheus'
      AND (end_at IS NULL OR fell_at < end_at) AND (rose_at IS NULL OR rose_at > begin_at)
      AND NOT (contains(reason, 'deadline exceeded')
        AND coalesce(server >= ${BUSY} * coalesce(nullif(cpu_limit, 0), cores), false))
    GROUP BY run_id),
  excused AS (
    SELECT run_id, fell_at, rose_at + to_microseconds(CAST((${DISCOVERY_S} + 2 * scrape_interval) * 1e6 AS BIGINT)) AS settled_at
    FROM outages JOIN settings USING (run_id) WHERE subject = 'prometheus'),
  answers AS (
    SELECT run_id, count(*) AS fair, count(*) FILTER (outcome = 'miss') AS empty
    FROM counted WHERE query AND NOT EXISTS (
      FROM excused WHERE excused.run_id = counted.run_id AND due_at >= fell_at
        AND (settled_at IS NULL OR due_at < settled_at))
    GROUP BY run_id),
  said AS (
    SELECT run_id, string_agg(DISTINCT message, '; ' ORDER BY message) AS lab_warning FROM warnings
    WHERE code IN ('generator-late', 'probe-late') GROUP BY run_id),
  -- What the lab saw, whatever folder it is recorded in, and what the records say.
  neighbours AS (
    SELECT run_id, string_agg(DISTINCT other, ', ' ORDER BY other) AS beside FROM (
    SELECT run_id, subject AS other FROM events SEMI JOIN mine USING (run_id) WHERE kind = 'beside'
    UNION ALL
    SELECT mine.run_id, other.run_id
    FROM (SELECT *, ${machine} AS machine FROM machine_runs SEMI JOIN mine USING (run_id)) AS mine
      JOIN (SELECT *, ${machine} AS machine FROM machine_runs) AS other USING (machine)
    WHERE other.run_id <> mine.run_id AND other.started_at < mine.ended_at AND other.ended_at > mine.started_at)
    GROUP BY run_id)
  SELECT run_id, mode, status AS stored_status, notes, fault, measure_s, window_s,
    begin_at IS NOT NULL AS measured, coalesce(cut, '') AS cut, coalesce(overrun, '') AS overrun,
    coalesce(due, 0) AS due, coalesce(greatest(succeeded, answered), 0) AS succeeded, coalesce(wrong, 0) AS wrong,
    coalesce(wrong_error, '') AS wrong_error, p50, p99,
    CASE WHEN loop IN ('constant', 'poisson') THEN rate END AS rate, coalesce(loop = 'poisson', false) AS poisson, users,
    date_diff('microseconds', begin_at, coalesce(told.started, first_at)) / 1e6 AS load_late_s,
    date_diff('microseconds', coalesce(told.stopped, last_at), end_at) / 1e6 AS load_early_s,
    host_gap_s, usual.every AS host_every_s, stood_still_s, coalesce(stood_still, '') AS stood_still, clock_jump_s,
    lag_s, lag_mean_s, lag_most_s, generator, threads, cores, host,
    CASE WHEN (nodes IS NULL OR nodes = nodes_known) AND (targets IS NULL OR targets_known) THEN processes END AS processes,
    coalesce(died, '') AS died, coalesce(unwell, '') AS unwell, coalesce(ended_by_itself, false) AS ended,
    coalesce(lab_warning, '') AS lab_warning, disk_free,
    coalesce(silent, 0) AS silent, targets, coalesce(silent_reason, '') AS silent_reason,
    coalesce(fair, 0) AS fair, coalesce(empty, 0) AS empty, coalesce(beside, '') AS beside
  FROM mine LEFT JOIN settings USING (run_id) LEFT JOIN windows USING (run_id) LEFT JOIN counts USING (run_id)
    LEFT JOIN answered USING (run_id) LEFT JOIN activity USING (run_id) LEFT JOIN told USING (run_id)
    LEFT JOIN gaps USING (run_id) LEFT JOIN usual USING (run_id) LEFT JOIN seen USING (run_id) LEFT JOIN noticed USING (run_id)
    LEFT JOIN widest USING (run_id)
    LEFT JOIN deaths USING (run_id) LEFT JOIN ailing USING (run_id) LEFT JOIN machines USING (run_id)
    LEFT JOIN used USING (run_id) LEFT JOIN waits USING (run_id) LEFT JOIN disks USING (run_id)
    LEFT JOIN silences USING (run_id) LEFT JOIN answers USING (run_id) LEFT JOIN said USING (run_id)
    LEFT JOIN neighbours USING (run_id)
  ORDER BY run_id`;
