-- What sessions see beside the tables of `schema.sql`.

-- The parts of a run, each until the next begins; the last has no end. Two in one millisecond follow as they arrived.
CREATE VIEW phases AS
SELECT run_id, subject AS phase, "at" AS began,
  lead("at") OVER (PARTITION BY run_id ORDER BY "at", arrival) AS ended
FROM (SELECT *, row_number() OVER () AS arrival FROM events) WHERE kind = 'phase';

-- Operations of the load, judged from when they were due: `in_time` when one succeeded no later than the time-out of its
-- run after it was due. A client times out from when it sends, and what waits behind an outage is sent late; its user has
-- waited all the same (coordinated omission; Tene, How NOT to Measure Latency, 2013). In an open loop an operation starts
-- when it is due, in a closed loop when it is sent, so there the rule changes nothing. Runs without a time-out have no late
-- operations. Neither probes nor what was read back afterwards.
CREATE VIEW load_operations AS
SELECT operations.*,
  started_at + to_microseconds(CAST(round(duration_s * 1e6) AS BIGINT)) AS done_at,
  outcome = 'ok' AND coalesce(duration_s <= timeout_s, true) AS in_time
FROM operations LEFT JOIN (
  SELECT run_id, any_value(number) AS timeout_s FROM params WHERE key = 'timeout' GROUP BY run_id) USING (run_id)
WHERE NOT starts_with(kind, 'probe_') AND kind <> 'verify';

-- Those that were due while the load counted, whenever they ended: what success and latency are of.
CREATE VIEW measured AS
SELECT load_operations.* EXCLUDE (done_at) FROM load_operations JOIN phases USING (run_id)
WHERE phase = 'measure' AND load_operations.started_at >= began
  AND (ended IS NULL OR load_operations.started_at < ended);

-- Those that ended while it counted, whenever they were due: what throughput is of. Under more load than a system carries
-- the two differ, as what was due in time is answered long after.
CREATE VIEW completed AS
SELECT load_operations.* EXCLUDE (done_at) FROM load_operations JOIN phases USING (run_id)
WHERE phase = 'measure' AND done_at >= began AND (ended IS NULL OR done_at < ended);
