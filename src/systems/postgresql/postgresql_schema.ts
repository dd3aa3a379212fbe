/** Tables and statements of a control plane on PostgreSQL. */
import type { Layout } from "../control_plane/client_spec.ts";

/** Channel on which changes are told: `desired lrp-0000001 0`. */
export const CHANNEL = "lrps";

/** Returns the statements that make the tables, if they are not there. */
export function toSchema(layout: Layout): readonly string[] {
  return [
    `CREATE TABLE IF NOT EXISTS desired_lrps (
      guid text PRIMARY KEY, instances integer NOT NULL, memory bigint NOT NULL, disk bigint NOT NULL,
      routes text NOT NULL, run_info text NOT NULL, modified bigint NOT NULL)`,
    `CREATE TABLE IF NOT EXISTS actual_lrps (
      guid text NOT NULL, idx integer NOT NULL, state text NOT NULL, cell text NOT NULL, since bigint NOT NULL,
      crashes integer NOT NULL, reason text NOT NULL, PRIMARY KEY (guid, idx))`,
    "CREATE TABLE IF NOT EXISTS cells (cell text PRIMARY KEY, expires bigint NOT NULL)",
    ...layout === "indexed"
      ? ["CREATE INDEX IF NOT EXISTS actual_lrps_by_cell ON actual_lrps (cell)"]
      : [],
  ];
}

const columns = 'guid, idx AS "index", state, cell, since, crashes';

/** Counts the rows of a change, and tells of each. */
const tell = (kind: string) =>
  `SELECT count(pg_notify('${CHANNEL}', '${kind} ' || guid || ' ' || idx))::integer AS rows FROM changed`;

/** Statements by what they do, each of them a transaction. Times are milliseconds since 1970. */
export const statements = {
  /** $1 guid, $2 instances, $3 memory, $4 disk, $5 routes, $6 run info, $7 now. */
  desire: `
    WITH desired AS (
      INSERT INTO desired_lrps VALUES ($1::text, $2::integer, $3::bigint, $4::bigint, $5::text, $6::text, $7::bigint)
      ON CONFLICT DO NOTHING RETURNING guid, instances),
    changed AS (
      INSERT INTO actual_lrps SELECT guid, i, 'unclaimed', '', $7::bigint, 0, ''
        FROM desired, generate_series(0, instances - 1) AS i
      ON CONFLICT DO NOTHING RETURNING guid, idx),
    told AS (${tell("desired")})
    SELECT (SELECT count(*) FROM desired)::integer AS rows FROM told`,
  /** $1 JSON, $2 now. */
  seed: `
    WITH batch AS (
      SELECT * FROM json_to_recordset($1::text::json) AS lrp(guid text, instances integer, memory bigint, disk bigint,
        routes text, run_info text, cell text)),
    desired AS (
      INSERT INTO desired_lrps SELECT guid, instances, memory, disk, routes, run_info, $2::bigint FROM batch)
    INSERT INTO actual_lrps SELECT guid, 0, 'running', cell, $2::bigint, 0, '' FROM batch`,
  /** $1 guid. */
  remove: `
    WITH desired AS (DELETE FROM desired_lrps WHERE guid = $1::text RETURNING 1),
    changed AS (DELETE FROM actual_lrps WHERE guid = $1::text RETURNING guid, idx),
    told AS (${tell("removed")})
    SELECT (SELECT count(*) FROM desired)::integer AS rows FROM told`,
  /** $1 cell, $2 when it expires. */
  present: `
    INSERT INTO cells VALUES ($1::text, $2::bigint) ON CONFLICT (cell) DO UPDATE SET expires = excluded.expires`,
  /** $1 guid, $2 index, $3 cell, $4 now, $5 the cell before. */
  claim: `
    WITH changed AS (
      UPDATE actual_lrps SET state = 'claimed', cell = $3::text, since = $4::bigint
      WHERE guid = $1::text AND idx = $2::integer AND cell = $5::text RETURNING guid, idx)
    ${tell("claimed")}`,
  /** $1 guid, $2 index, $3 cell, $4 now. */
  start: `
    WITH changed AS (
      INSERT INTO actual_lrps VALUES ($1::text, $2::integer, 'running', $3::text, $4::bigint, 0, '')
      ON CONFLICT (guid, idx) DO UPDATE SET state = 'running', cell = excluded.cell, since = excluded.since
        WHERE actual_lrps.cell IN ('', excluded.cell) RETURNING guid, idx)
    ${tell("running")}`,
  /** $1 guid, $2 index, $3 cell, $4 now. */
  crash: `
    WITH changed AS (
      UPDATE actual_lrps SET state = 'crashed', cell = '', since = $4::bigint, crashes = crashes + 1
      WHERE guid = $1::text AND idx = $2::integer AND cell = $3::text RETURNING guid, idx)
    ${tell("crashed")}`,
  /** $1 guid, $2 index, $3 cell, $4 now, $5 reason. */
  fail: `
    WITH changed AS (
      UPDATE actual_lrps SET state = 'unclaimed', cell = '', since = $4::bigint, reason = $5::text
      WHERE guid = $1::text AND idx = $2::integer AND cell = $3::text RETURNING 1)
    SELECT count(*)::integer AS rows FROM changed`,
  /** $1 cell. */
  ofCell: `SELECT ${columns} FROM actual_lrps WHERE cell = $1::text`,
  routes: "SELECT guid, instances, routes FROM desired_lrps",
  actual: `SELECT ${columns} FROM actual_lrps`,
  desired: "SELECT guid, instances, modified FROM desired_lrps",
  /** $1 now. */
  cells: "SELECT cell FROM cells WHERE expires > $1::bigint",
  /** $1 now. */
  lost: `
    SELECT ${columns} FROM actual_lrps
    WHERE cell <> '' AND NOT EXISTS (
      SELECT FROM cells WHERE cells.cell = actual_lrps.cell AND expires > $1::bigint)`,
  waiting: `SELECT ${columns} FROM actual_lrps WHERE cell = ''`,
  counts: `
    SELECT (SELECT count(*) FROM desired_lrps)::integer AS desired, (SELECT count(*) FROM actual_lrps)::integer AS actual`,
} as const;
