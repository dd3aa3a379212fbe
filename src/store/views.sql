-- What sessions see beside the tables of `schema.sql`.

-- The parts of a run, each until the next begins; the last has no end.
CREATE VIEW phases AS
SELECT run_id, subject AS phase, "at" AS began,
  lead("at") OVER (PARTITION BY run_id ORDER BY "at") AS ended
FROM events WHERE kind = 'phase';

-- Operations of the load that started while it counted; neither probes nor what was read back afterwards.
CREATE VIEW measured AS
SELECT operations.* FROM operations JOIN phases USING (run_id)
WHERE phase = 'measure' AND operations.started_at >= began
  AND (ended IS NULL OR operations.started_at < ended)
  AND NOT starts_with(kind, 'probe_') AND kind <> 'verify';
