/**
 * Parquet of records that a store file reads where it is, as to copy its rows takes longer than all else that a load does.
 *
 * The store has a second name of it (a hard link) in a folder beside it, so that its rows stay as they were loaded until the
 * next load, as those of the tables do, if the record is removed, or replaced by another file, as every writer here does. One
 * that is written over where it is has the new bytes at once. The table `linked` names them. A link moves the time of change of
 * the file, for which the next load reads its part once more.
 */
import type { DuckDBConnection } from "@duckdb/node-api";
import { basename } from "node:path";
import {
  ifThere,
  sqlText,
  type TableName,
  UsageError,
} from "../../record/mod.ts";
import { numberedSchemaSql } from "../tables/schema.ts";
import { type Elsewhere, nowhere } from "../tables/session_views.ts";
import { sqlColumns } from "../tables/sql_columns.ts";
import { withAttached } from "./attach.ts";
import { tryLockForWriting } from "./readers_lock.ts";
import { folderOf } from "./store_path.ts";

/** Creates every table of a store file, empty. */
export const fileSchemaSql = `${numberedSchemaSql}
CREATE TABLE linked (experiment VARCHAR, part VARCHAR, table_name VARCHAR, file VARCHAR);`;

/** A file that a store has linked. */
export interface LinkedFile {
  readonly experiment: string;
  readonly part: string;
  readonly table: TableName;
  /** Its name in the folder of them. */
  readonly file: string;
}

/** Returns the folder of what the store at `path` has linked, absolute. Throws `NotFound` if there is none for the store. */
export async function linkedFolder(path: string): Promise<string> {
  const parent = await Deno.realPath(folderOf(path));
  return `${parent.replace(/\/$/, "")}/.${basename(path)}.linked`;
}

/** Lists the files of the store that is attached, in order. */
export async function listLinked(
  connection: DuckDBConnection,
): Promise<readonly LinkedFile[]> {
  const reader = await connection.runAndReadAll(
    'SELECT experiment, part, table_name AS "table", file FROM store.main.linked ORDER BY ALL',
  );
  return reader.getRowObjectsJS() as unknown as LinkedFile[];
}

/** Returns the queries of the rows of files in a folder. */
export function toElsewhere(
  files: readonly LinkedFile[],
  folder: string,
): Elsewhere {
  const byTable = Map.groupBy(files, ({ table }) => table);
  return new Map<string, string>(
    [...byTable].map(([table, files]) => {
      const names = sqlColumns(table);
      const source = `read_parquet(${pathList(files, folder)})`;
      return [table, `SELECT ${names} FROM ${source}`] as const;
    }),
  );
}

function pathList(files: readonly LinkedFile[], folder: string): string {
  const paths = files.map(({ file }) => sqlText(`${folder}/${file}`));
  return `[${paths.join(", ")}]`;
}

/** Returns the name of the first of some files that is not in the folder; empty if all are there. */
export async function findMissing(
  files: readonly LinkedFile[],
  folder: string,
): Promise<string> {
  if (files.length === 0) return "";
  const names = new Set(await namesIn(folder));
  return files.find(({ file }) => !names.has(file))?.file ?? "";
}

/** Whether the folder has a file beside some. */
export async function hasOthers(
  files: readonly LinkedFile[],
  folder: string,
): Promise<boolean> {
  const known = new Set(files.map(({ file }) => file));
  return (await namesIn(folder)).some((name) => !known.has(name));
}

/**
 * Lets the session that has attached the store at `path` read its files of some experiments, of all if none is named, and no
 * others. Returns the queries of their rows. Throws `UsageError` if one is gone.
 */
export async function openLinked(
  connection: DuckDBConnection,
  path: string,
  experiments: readonly string[],
): Promise<Elsewhere> {
  const files = (await listLinked(connection)).filter(({ experiment }) =>
    experiments.length === 0 || experiments.includes(experiment)
  );
  if (files.length === 0) return nowhere;
  const folder = await linkedFolder(path);
  const missing = await findMissing(files, folder);
  if (missing !== "") {
    throw new UsageError(
      `Cannot open the store ${path} as a file of its rows, ${folder}/${missing}, is gone: load the records again`,
    );
  }
  // Else each query reads again what rows each file has.
  await connection.run("SET parquet_metadata_cache = true");
  await connection.run(`SET allowed_paths = ${pathList(files, folder)}`);
  return toElsewhere(files, folder);
}

/**
 * Removes links that the store at `path` does not name: those of parts that are gone, and of loads that were killed. Sessions
 * may read what an earlier content named: while one is open nothing is removed, and a later load does so, also if nothing
 * else has changed.
 */
export async function removeUnlinked(path: string): Promise<void> {
  const folder = await linkedFolder(path);
  const names = await namesIn(folder);
  if (names.length === 0) return;
  using lock = await tryLockForWriting(path);
  if (lock === null) return;
  const linked = await withAttached(path, "read", listLinked);
  const known = new Set(linked.map(({ file }) => file));
  for (const name of names) {
    if (!known.has(name)) await ifThere(Deno.remove(`${folder}/${name}`));
  }
}

async function namesIn(folder: string): Promise<readonly string[]> {
  const entries = await ifThere(Array.fromAsync(Deno.readDir(folder)));
  return (entries ?? []).map(({ name }) => name);
}
