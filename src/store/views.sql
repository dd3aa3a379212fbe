-- Views of a session beside the tables of `schema.sql`.

-- Phases of a run, each until the next begins; the last has no end. Phases of the same millisecond keep their order.
CREATE VIEW phases AS
SELECT run_id, subject AS phase, "at" AS began,
  lead("at") OVER (PARTITION BY run_id ORDER BY "at", arrival) AS ended
FROM (SELECT *, row_number() OVER () AS arrival FROM events) WHERE kind = 'phase';

-- Operations of the load; `in_time` if one succeeded within the run's timeout, counted from its scheduled start. A
-- client's timeout counts from sending, but operations behind an outage are sent late, and their users wait from the
-- schedule (coordinated omission; Tene, How NOT to Measure Latency, 2013). In an open loop `started_at` is the
-- scheduled start, in a closed loop the time of sending, where the two are equal. Runs without a timeout have no late
-- operations. Excludes probes and the read-back.
CREATE VIEW load_operations AS
SELECT operations.*,
  started_at + to_microseconds(CAST(round(duration_s * 1e6) AS BIGINT)) AS done_at,
  outcome = 'ok' AND coalesce(duration_s <= timeout_s, true) AS in_time
FROM operations LEFT JOIN (
  SELECT run_id, any_value(number) AS timeout_s FROM params WHERE key = 'timeout' GROUP BY run_id) USING (run_id)
WHERE NOT starts_with(kind, 'probe_') AND kind <> 'verify';

-- Operations scheduled in the phase `measure`, whenever they ended: the basis of success and latency.
CREATE VIEW measured AS
SELECT load_operations.* EXCLUDE (done_at) FROM load_operations JOIN phases USING (run_id)
WHERE phase = 'measure' AND load_operations.started_at >= began
  AND (ended IS NULL OR load_operations.started_at < ended);

-- Operations that ended in the phase `measure`, whenever they were scheduled: the basis of throughput. Above saturation
-- the two differ, as operations scheduled in the phase end long after it.
CREATE VIEW completed AS
SELECT load_operations.* EXCLUDE (done_at) FROM load_operations JOIN phases USING (run_id)
WHERE phase = 'measure' AND done_at >= began AND (ended IS NULL OR done_at < ended);
