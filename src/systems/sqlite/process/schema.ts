/** The tables of the embedded store. */
import { DatabaseSync } from "node:sqlite";

/** What distinguishes one store from another. */
export interface SchemaOptions {
  /** Path of the database. */
  readonly file: string;
  /** Whether cells and waiting instances are found by indexes of their own. */
  readonly indexed: boolean;
  /** Whether a write is on the disk before it is acknowledged. */
  readonly synced: boolean;
}

/** Opens the database, and makes its tables if they are not there. */
export function openDatabase(
  { file, indexed, synced }: SchemaOptions,
): DatabaseSync {
  const database = new DatabaseSync(file);
  database.exec(`
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = ${synced ? "FULL" : "OFF"};
    CREATE TABLE IF NOT EXISTS desired_lrps (
      guid TEXT PRIMARY KEY, instances INTEGER NOT NULL, memory INTEGER NOT NULL, disk INTEGER NOT NULL,
      routes TEXT NOT NULL, run_info TEXT NOT NULL, modified INTEGER NOT NULL);
    CREATE TABLE IF NOT EXISTS actual_lrps (
      guid TEXT NOT NULL, idx INTEGER NOT NULL, state TEXT NOT NULL, cell TEXT NOT NULL, since INTEGER NOT NULL,
      crashes INTEGER NOT NULL, reason TEXT NOT NULL, PRIMARY KEY (guid, idx)) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS cells (cell TEXT PRIMARY KEY, expires INTEGER NOT NULL) WITHOUT ROWID;`);
  if (indexed) {
    database.exec(
      "CREATE INDEX IF NOT EXISTS actual_lrps_by_cell ON actual_lrps (cell)",
    );
  }
  return database;
}
