-- What sessions see beside the tables of `schema.sql`.

-- The parts of a run, each until the next begins; the last has no end. Two in one millisecond follow as they arrived.
CREATE VIEW phases AS
SELECT run_id, subject AS phase, "at" AS began,
  lead("at") OVER (PARTITION BY run_id ORDER BY "at", arrival) AS ended
FROM (SELECT *, row_number() OVER () AS arrival FROM events) WHERE kind = 'phase';

-- Operations of the load that were due while it counted, whenever they ended: what success and latency are of. Neither
-- probes nor what was read back afterwards.
CREATE VIEW measured AS
SELECT operations.* FROM operations JOIN phases USING (run_id)
WHERE phase = 'measure' AND operations.started_at >= began
  AND (ended IS NULL OR operations.started_at < ended)
  AND NOT starts_with(kind, 'probe_') AND kind <> 'verify';

-- Operations of the load that ended while it counted, whenever they were due: what throughput is of. Under more load than a
-- system carries the two differ, as what was due in time is answered long after.
CREATE VIEW completed AS
SELECT * EXCLUDE (done_at, began, ended, phase) FROM (
  SELECT *, started_at + to_microseconds(CAST(round(duration_s * 1e6) AS BIGINT)) AS done_at
  FROM operations JOIN phases USING (run_id))
WHERE phase = 'measure' AND done_at >= began AND (ended IS NULL OR done_at < ended)
  AND NOT starts_with(kind, 'probe_') AND kind <> 'verify';
