/** Tables and statements of a control plane on MariaDB. */
import type { Layout } from "../control_plane/client_spec.ts";

/** Returns the statements that make the tables, if they are not there. Guids and cells are ASCII, and compared by bytes. */
export function toSchema(layout: Layout): readonly string[] {
  const name = "VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NOT NULL";
  return [
    `CREATE TABLE IF NOT EXISTS desired_lrps (
      guid ${name} PRIMARY KEY, instances INT NOT NULL, memory BIGINT NOT NULL, disk BIGINT NOT NULL,
      routes TEXT NOT NULL, run_info MEDIUMTEXT NOT NULL, modified BIGINT NOT NULL)`,
    `CREATE TABLE IF NOT EXISTS actual_lrps (
      guid ${name}, idx INT NOT NULL, state VARCHAR(16) NOT NULL, cell ${name}, since BIGINT NOT NULL,
      crashes INT NOT NULL, reason TEXT NOT NULL, PRIMARY KEY (guid, idx)${
      layout === "indexed" ? ", KEY actual_lrps_by_cell (cell)" : ""
    })`,
    `CREATE TABLE IF NOT EXISTS cells (cell ${name} PRIMARY KEY, expires BIGINT NOT NULL)`,
  ];
}

const columns = "guid, idx AS `index`, state, cell, since, crashes";

/** Statements by what they do. Times are milliseconds since 1970. */
export const statements = {
  /** guid, instances, memory, disk, routes, run info, now. */
  desire: "INSERT IGNORE INTO desired_lrps VALUES (?, ?, ?, ?, ?, ?, ?)",
  /** guid, index, now. */
  addInstance:
    "INSERT IGNORE INTO actual_lrps VALUES (?, ?, 'unclaimed', '', ?, 0, '')",
  /** now, JSON. */
  seedDesired: `
    INSERT INTO desired_lrps SELECT guid, instances, memory, disk, routes, run_info, ? FROM JSON_TABLE(?, '$[*]' COLUMNS (
      guid VARCHAR(255) PATH '$.guid', instances INT PATH '$.instances', memory BIGINT PATH '$.memory',
      disk BIGINT PATH '$.disk', routes TEXT PATH '$.routes', run_info MEDIUMTEXT PATH '$.run_info')) AS batch`,
  seedActual: `
    INSERT INTO actual_lrps SELECT guid, 0, 'running', cell, ?, 0, '' FROM JSON_TABLE(?, '$[*]' COLUMNS (
      guid VARCHAR(255) PATH '$.guid', cell VARCHAR(255) PATH '$.cell')) AS batch`,
  /** guid. */
  remove: "DELETE FROM desired_lrps WHERE guid = ?",
  removeInstances: "DELETE FROM actual_lrps WHERE guid = ?",
  /** cell, when it expires. */
  present:
    "INSERT INTO cells VALUES (?, ?) ON DUPLICATE KEY UPDATE expires = VALUES(expires)",
  /** cell, now, guid, index, the cell before. */
  claim:
    "UPDATE actual_lrps SET state = 'claimed', cell = ?, since = ? WHERE guid = ? AND idx = ? AND cell = ?",
  /** guid, index, cell, now. Assignments are made in their order: that of the cell comes last. */
  start: `
    INSERT INTO actual_lrps VALUES (?, ?, 'running', ?, ?, 0, '') ON DUPLICATE KEY UPDATE
      since = IF(cell IN ('', VALUES(cell)), VALUES(since), since),
      state = IF(cell IN ('', VALUES(cell)), 'running', state),
      cell = IF(cell = '', VALUES(cell), cell)`,
  /** now, guid, index, cell. */
  crash:
    "UPDATE actual_lrps SET state = 'crashed', cell = '', since = ?, crashes = crashes + 1 WHERE guid = ? AND idx = ? AND cell = ?",
  /** now, reason, guid, index, cell. */
  fail:
    "UPDATE actual_lrps SET state = 'unclaimed', cell = '', since = ?, reason = ? WHERE guid = ? AND idx = ? AND cell = ?",
  /** cell. */
  ofCell: `SELECT ${columns} FROM actual_lrps WHERE cell = ?`,
  routes: "SELECT guid, instances, routes FROM desired_lrps",
  actual: `SELECT ${columns} FROM actual_lrps`,
  desired: "SELECT guid, instances, modified FROM desired_lrps",
  /** now. */
  cells: "SELECT cell FROM cells WHERE expires > ?",
  /** now. */
  lost: `
    SELECT ${columns} FROM actual_lrps
    WHERE cell <> '' AND NOT EXISTS (SELECT 1 FROM cells WHERE cells.cell = actual_lrps.cell AND expires > ?)`,
  waiting: `SELECT ${columns} FROM actual_lrps WHERE cell = ''`,
  counts:
    "SELECT (SELECT count(*) FROM desired_lrps) AS desired, (SELECT count(*) FROM actual_lrps) AS actual",
} as const;
