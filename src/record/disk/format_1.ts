/**
 * Reads records of format 1 in the shape of the present one. Runs of format 1 have no objectives, operations no code
 * and events no data; what these hold stood in sentences. No other file reads those sentences.
 */
import type { TableName } from "../model/model.ts";

/** Format of the lines that are written now; a line without a format is of format 1. */
export const RECORD_FORMAT = 2;

/** Columns that files of format 1 lack. */
export const addedColumns: Readonly<Record<TableName, readonly string[]>> = {
  operations: ["code"],
  events: ["data"],
  stages: [],
  samples: [],
  histograms: [],
  reported: [],
  warnings: [],
  sequences: [],
};

/** Returns a line of `reports.json` as a run. Throws `SyntaxError` if its format is newer than this program. */
export function upgradeLine(line: unknown): unknown {
  if (typeof line !== "object" || line === null) return line;
  const { format = 1, ...run } = line as { readonly format?: unknown };
  if (format === RECORD_FORMAT) return run;
  if (format === 1) return { ...run, objectives: [] };
  throw new SyntaxError(
    `format ${String(format)} is unknown: use a newer Loadline`,
  );
}

/** Returns the SQL source of a table of format 1 with the columns added since. */
export function upgradeTable(table: TableName, source: string): string {
  return table === "operations"
    ? `(SELECT *, ${code} AS code FROM ${source})`
    : table === "events"
    ? `(SELECT * REPLACE (${kind} AS kind), CAST(${data} AS VARCHAR) AS data FROM ${source})`
    : source;
}

/** A miss of the read-back says what was found: `gone`, `older: serial 41 of 42`. HTTP errors begin with the status. */
const code = `CASE
  WHEN kind = 'verify' AND outcome = 'miss' THEN CASE WHEN error IN ('', 'gone') THEN 'gone'
    WHEN starts_with(error, 'older') THEN 'older' ELSE 'wrong' END
  ELSE regexp_extract(error, '^([1-5][0-9][0-9]) ', 1) END`;

/**
 * Number of a note of the read-back, `1,234 acknowledged writes to 56 keys` on the subject `acknowledged`; empty for
 * other notes, which may begin with the same words.
 */
const acknowledged = `CASE WHEN kind = 'note' AND subject = 'acknowledged'
  THEN replace(regexp_extract(detail, '^([0-9,]+) acknowledged writes? ', 1), ',', '') ELSE '' END`;

const kind = `CASE WHEN ${acknowledged} <> '' THEN 'verified' ELSE kind END`;

/** Titles of the faults that format 1 knew, as their events have only the name. */
const titles = {
  "kill-leader": "The leader crashes (SIGKILL), and is started again",
  "kill-follower": "A follower crashes (SIGKILL), and is started again",
  "majority-down":
    "A majority with the leader crashes (SIGKILL), and is started again",
  "wipe-leader": "The leader crashes and loses its disk, and joins again empty",
  "wipe-follower":
    "A follower crashes and loses its disk, and joins again empty",
  "restart-leader": "The leader is shut down (SIGTERM), and started again",
  "pause-leader": "The leader stands still (SIGSTOP), and goes on",
  "pause-follower": "A follower stands still (SIGSTOP), and goes on",
  "partition-leader":
    "The leader is cut off from its peers, but not from clients",
  "partition-follower":
    "A follower is cut off from its peers, but not from clients",
  "slow-link": "Connections of peers to the leader are slow, each way",
  "narrow-link": "Connections of peers to the leader carry 100 kB/s, each way",
  "drop-link": "Connections of peers to the leader stay open and carry nothing",
  "reset-link": "Connections of peers to the leader are reset once a second",
  "slow-node": "The leader has little processor time",
};

const title = `CASE detail ${
  Object.entries(titles).map(([name, title]) =>
    `WHEN '${name}' THEN '${title}'`
  ).join(" ")
} ELSE '' END`;

const data = `CASE
  WHEN kind = 'verified' AND json_valid(detail) THEN detail
  WHEN ${acknowledged} <> '' THEN json_object('acknowledged', CAST(${acknowledged} AS BIGINT))
  WHEN kind = 'fault' THEN json_object('title', ${title})
  WHEN kind IN ('stand_still', 'clock_jump') AND TRY_CAST(detail AS DOUBLE) IS NOT NULL
    THEN json_object('seconds', TRY_CAST(detail AS DOUBLE))
  WHEN kind = 'down' AND contains(detail, 'deadline exceeded') THEN json_object('code', 'timeout')
  WHEN kind = 'note' AND subject = 'targets'
    THEN json_object('exporter', split_part(detail, ' ', 1), 'version', split_part(detail, ' ', 2))
  ELSE '{}' END`;
