-- Runs of forwarders of the experiment $1, with their settings and marks, in order of time. Times are seconds since 1970.
WITH selected AS (SELECT * FROM runs WHERE experiment = $1 AND mode <> 'imported'),
settings AS (
  SELECT run_id, any_value(value) FILTER (key = 'session') AS session,
    any_value(value) FILTER (key = 'preset') AS preset,
    any_value(value) FILTER (key = 'attribute') AS attribute,
    any_value(value) FILTER (key = 'topology') AS topology,
    any_value(value) FILTER (key = 'shape') AS shape,
    any_value(value) FILTER (key = 'fault') AS fault,
    any_value(value) FILTER (key = 'stop') AS stop,
    any_value(value) FILTER (key = 'stopped') AS stopped,
    any_value(value) FILTER (key = 'hops') AS hops,
    any_value(number) FILTER (key = 'rate') AS rate,
    any_value(number) FILTER (key = 'sinks') AS sinks,
    any_value(number) FILTER (key = 'streams') AS streams,
    any_value(number) FILTER (key = 'outage') AS outage_s,
    any_value(number) FILTER (key = 'buffer_cap') AS buffer_cap,
    any_value(number) FILTER (key = 'disk_size') AS disk_size,
    -- What a system declares has its name before it; folders of its programs have it too, and no label of their own.
    list(substr(key, length(system) + 2) || '=' || value ORDER BY key)
      FILTER (starts_with(key, system || '_') AND label <> key) AS own_settings
  FROM params JOIN selected USING (run_id) GROUP BY run_id),
marks AS (
  SELECT run_id,
    min(epoch(events.at)) FILTER (kind = 'phase' AND subject = 'measure') AS measure_at,
    min(epoch(events.at)) FILTER (kind = 'phase' AND subject = 'cool_down') AS cool_down_at,
    min(epoch(events.at)) FILTER (kind = 'phase' AND subject = 'tear_down') AS end_at,
    min(epoch(events.at)) FILTER (kind = 'fault') AS fault_at,
    min(epoch(events.at)) FILTER (kind = 'phase' AND subject = 'heal') AS heal_phase_at,
    max(epoch(events.at)) FILTER (kind = 'heal') AS heal_at,
    arg_min(subject, events.at) FILTER (kind = 'fault') AS hit,
    -- The forwarder that is stopped on purpose has a `down`; one that ends by itself has a `died`.
    min(epoch(events.at)) FILTER (kind = 'down' AND contains(subject, 'forwarder')) AS stopped_at,
    max(epoch(events.at)) FILTER (kind = 'up' AND contains(subject, 'forwarder')) AS last_up_at
  FROM events SEMI JOIN selected USING (run_id) GROUP BY run_id),
-- The last death of a sink that was hit: one that is frozen first dies later.
sink_marks AS (
  SELECT run_id, max(epoch(events.at)) FILTER (kind = 'down') AS down_at,
    min(epoch(events.at)) FILTER (kind = 'up' AND epoch(events.at) > fault_at) AS first_up_at,
    max(epoch(events.at)) FILTER (kind = 'up' AND epoch(events.at) > fault_at) AS up_at
  FROM events JOIN marks USING (run_id)
  WHERE kind IN ('down', 'up') AND list_contains(string_split(hit, ','), subject) AND epoch(events.at) >= fault_at - 1
  GROUP BY run_id),
-- All lines of a run are equally long; bytes that its lines do not divide are of a part of its writes.
written AS (
  SELECT run_id, sum(bytes) AS bytes FROM operations SEMI JOIN selected USING (run_id) WHERE kind = 'send' GROUP BY run_id),
sent AS (
  SELECT run_id, sum(n) AS lines FROM sequences SEMI JOIN selected USING (run_id) WHERE outcome = 'sent' GROUP BY run_id),
sizes AS (
  SELECT run_id, CAST(bytes / lines AS DOUBLE) AS line_bytes FROM written JOIN sent USING (run_id)
  WHERE lines > 0 AND bytes >= lines AND bytes % lines = 0),
-- The drain was ended while lines still arrived.
slow_drains AS (
  SELECT run_id, true AS drain_timed_out FROM warnings SEMI JOIN selected USING (run_id)
  WHERE code = 'drain-timeout' GROUP BY run_id)
SELECT run_id, experiment, case_id, repetition, system, system_version, mode, epoch(started_at) AS started_at, notes,
  coalesce(session, '') AS session, coalesce(preset, '') AS preset, coalesce(attribute, '') AS attribute,
  coalesce(topology, 'fan-out') AS topology, coalesce(shape, '') AS shape, coalesce(fault, 'none') AS fault,
  coalesce(stop, 'none') AS stop, coalesce(stopped, 'buffer') AS stopped, coalesce(hops, 'none') AS hops,
  coalesce(own_settings, []) AS own_settings, rate, sinks, streams, outage_s, buffer_cap,
  line_bytes, coalesce(tool_version, '') AS tool_version, coalesce(environment ->> 'processor', '') AS processor,
  CAST(environment ->> 'cores' AS DOUBLE) AS cores, CAST(environment ->> 'memory_bytes' AS DOUBLE) AS memory_bytes,
  coalesce(disk_size, 0) AS disk_size, measure_at, cool_down_at, end_at, fault_at, least(heal_phase_at, first_up_at, heal_at) AS healing_at,
  heal_at, down_at,
  coalesce(up_at, heal_at) AS back_at, stopped_at,
  CASE WHEN last_up_at > stopped_at THEN last_up_at END AS restarted_at, coalesce(drain_timed_out, false) AS drain_timed_out,
  coalesce(list_filter(string_split(hit, ','), lambda name: name <> ''), []) AS away
FROM selected LEFT JOIN settings USING (run_id) LEFT JOIN marks USING (run_id) LEFT JOIN sink_marks USING (run_id)
  LEFT JOIN slow_drains USING (run_id) LEFT JOIN sizes USING (run_id)
ORDER BY run_id
