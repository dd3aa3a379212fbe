-- Views of a session beside the tables of `schema.ts`. The kinds and phases are those of `record/model/vocabulary.ts`.

-- Kind of a source of samples, without its number: `node` of `node-1`.
CREATE TEMP MACRO source_kind(name) AS split_part(name, '-', 1);

-- Times and machines of all runs made here, of all experiments: runs that overlap share the machine.
CREATE TEMP VIEW machine_runs AS
SELECT run_id, experiment, started_at,
  coalesce(ended_at, CASE WHEN status = 'running' THEN 'infinity'::TIMESTAMP ELSE started_at END) AS ended_at,
  coalesce(environment ->> 'os', '') || '/' || coalesce(environment ->> 'arch', '')
    || '/' || coalesce(environment ->> 'kernel', '') || '/' || coalesce(environment ->> 'processor', '')
    || '/' || coalesce(environment ->> 'cores', '') || '/' || coalesce(environment ->> 'memory_bytes', '') AS machine
-- The times of a simulated run are virtual.
FROM store.main.runs WHERE mode NOT IN ('imported', 'simulated') AND started_at IS NOT NULL;

-- Phases of a run, each until the next begins; the last has no end. Phases of the same millisecond keep their order.
CREATE TEMP VIEW phases AS
SELECT run_id, subject AS phase, "at" AS began,
  lead("at") OVER (PARTITION BY run_id ORDER BY "at", arrival) AS ended
FROM (SELECT *, row_number() OVER () AS arrival FROM events) WHERE kind = 'phase';

-- Times of a fault, null where the run did not get there: start of the phase `measure`, request, injection, healing, end
-- of observation. `hit`: the target nodes, joined by commas; `nodes`: as a list. Of several faults the first injection and
-- the last healing count, and the nodes of all.
CREATE TEMP VIEW fault_marks AS
SELECT run_id, string_agg(DISTINCT subject, ',' ORDER BY subject) FILTER (kind = 'fault') AS hit,
  list_distinct(string_split(hit, ',')) AS nodes,
  min("at") FILTER (kind = 'phase' AND subject = 'measure') AS measure_at,
  min("at") FILTER (kind = 'phase' AND subject = 'fault') AS requested_at,
  min("at") FILTER (kind = 'fault') AS fault_at,
  max("at") FILTER (kind = 'heal') AS heal_at,
  min("at") FILTER (kind = 'phase' AND subject = 'cool_down') AS end_at
FROM events GROUP BY run_id;

-- End of an operation; null if it never ended. A duration of more than thirty years, which imports may contain, has no end
-- that a timestamp could hold.
CREATE TEMP MACRO end_of(started_at, duration_s) AS CASE WHEN duration_s < 1e9
  THEN started_at + to_microseconds(CAST(round(duration_s * 1e6) AS BIGINT)) END;

-- Whether operations of a kind are of the load: neither probes nor the read-back.
CREATE TEMP MACRO is_load(kind) AS kind NOT IN ('probe_put', 'probe_get', 'lrp_event', 'verify');

-- Operations with their end.
CREATE TEMP VIEW timed_operations AS
SELECT *, end_of(started_at, duration_s) AS done_at FROM operations;

-- Availability probes.
CREATE TEMP VIEW probes AS
SELECT * FROM timed_operations WHERE kind IN ('probe_put', 'probe_get');

-- Whether an operation succeeded within the run's timeout, counted from its scheduled start; without a timeout none is late. A
-- client's timeout counts from sending, but operations behind an outage are sent late, and their users wait from the
-- schedule (coordinated omission; Tene, How NOT to Measure Latency, 2013). In an open loop `started_at` is the
-- scheduled start, in a closed loop the time of sending, where the two are equal.
CREATE TEMP MACRO is_in_time(outcome, duration_s, timeout_s) AS outcome = 'ok' AND coalesce(duration_s <= timeout_s, true);

-- Operations of the load, with whether they were in time. Excludes probes and the read-back.
CREATE TEMP VIEW load_operations AS
SELECT timed_operations.*, is_in_time(outcome, duration_s, timeout_s) AS in_time
FROM timed_operations LEFT JOIN (
  SELECT run_id, any_value(number) AS timeout_s FROM params WHERE key = 'timeout' GROUP BY run_id) USING (run_id)
WHERE is_load(kind);

-- Operations scheduled in the phase `measure`, whenever they ended: the basis of success and latency.
CREATE TEMP VIEW measured AS
SELECT load_operations.* EXCLUDE (done_at) FROM load_operations JOIN phases USING (run_id)
WHERE phase = 'measure' AND load_operations.started_at >= began
  AND (ended IS NULL OR load_operations.started_at < ended);

-- Operations that ended in the phase `measure`, whenever they were scheduled: the basis of throughput. Above saturation
-- the two differ, as operations scheduled in the phase end long after it.
CREATE TEMP VIEW completed AS
SELECT load_operations.* EXCLUDE (done_at) FROM load_operations JOIN phases USING (run_id)
WHERE phase = 'measure' AND done_at >= began AND (ended IS NULL OR done_at < ended);

-- A percentile, or null if there are fewer of n samples than `minimumSamples(p)`.
CREATE TEMP MACRO if_enough(percentile, n, p) AS CASE WHEN p ** n + (1 - p) ** n <= 0.05 THEN percentile END;

-- Percentile of the durations of successful operations, estimator R-7; null if there are too few.
CREATE TEMP MACRO latency_percentile(outcome, seconds, p) AS
if_enough(quantile_cont(seconds, p) FILTER (outcome = 'ok'), count(seconds) FILTER (outcome = 'ok'), p);

-- The same for the median, the 95th and the 99th, as a list: one pass over the durations, however many of them are used.
CREATE TEMP MACRO latency_percentiles(outcome, seconds) AS [
  if_enough((quantile_cont(seconds, [0.5, 0.95, 0.99]) FILTER (outcome = 'ok'))[1],
    count(seconds) FILTER (outcome = 'ok'), 0.5),
  if_enough((quantile_cont(seconds, [0.5, 0.95, 0.99]) FILTER (outcome = 'ok'))[2],
    count(seconds) FILTER (outcome = 'ok'), 0.95),
  if_enough((quantile_cont(seconds, [0.5, 0.95, 0.99]) FILTER (outcome = 'ok'))[3],
    count(seconds) FILTER (outcome = 'ok'), 0.99)];

-- Ranks of n sorted values, at most 1 % apart as counted from the last, which has rank n: the last hundred are all there.
CREATE TEMP MACRO ranks_from_last(n) AS list_sort(list_distinct(list_transform(range(0, 2400),
  lambda step: n + 1 - least(n, CAST(ceil(pow(1.01, step)) AS BIGINT)))));

-- Number of the bin of an instant, of bins of some seconds from zero, in microseconds since 1970; what is outside counts to
-- the first or the last.
CREATE TEMP MACRO bin_of(instant, zero, width, first, last) AS
least(greatest(CAST(floor((epoch_us(instant) - zero) / 1e6 / width) AS BIGINT), first), last);

-- What is measured of each run: seconds of the phase `measure`, null if it never ended; operations due, and those of
-- them that succeeded in time, null if none was due; operations that ended in the phase, in time; and latency
-- percentiles in seconds of successful operations, late ones too.
CREATE TEMP VIEW measurements AS
SELECT run_id, measure_s AS seconds, nullif(attempted, 0) AS attempted, CASE WHEN attempted > 0 THEN ok END AS ok,
  CASE WHEN done > 0 THEN completed END AS completed,
  percentiles[1] AS p50, percentiles[2] AS p95, percentiles[3] AS p99
FROM (SELECT run_id FROM runs) LEFT JOIN window_facts USING (run_id)
  LEFT JOIN (FROM load_facts WHERE NOT is_whole) USING (run_id);
