/**
 * Removes files beside the tables of a DuckLake that its catalogue does not know: what a load that was killed, or did not get
 * through, has written or linked.
 */
import type { DuckDBConnection } from "@duckdb/node-api";
import { basename } from "node:path";
import { exists, ifThere, sqlText, UsageError } from "../../record/mod.ts";
import { lakeData } from "./attach_lake.ts";

/** Names that DuckLake and `register_file.ts` give; each has random digits, so that a name alone tells a file. */
const OWN_NAME = /^(ducklake-[\w-]+|[0-9a-f]{16}-[0-9a-f]{8})\.parquet$/;

/**
 * Removes files that no snapshot has, and that were made before a time: a load that goes on has files that no snapshot has
 * yet. Returns how many. The folder of the tables must be of this store alone: those of another are unknown as well.
 *
 * Throws `UsageError`, and removes nothing, if storage lists a file as unknown that the catalogue knows.
 */
export async function removeOrphans(
  connection: DuckDBConnection,
  before: Date,
): Promise<number> {
  const data = await lakeData(connection);
  if (data.includes("://")) return await removeFromStorage(connection, before);
  // Files before names: what is committed meanwhile is known.
  const paths = await listFiles(data.replace(/\/+$/, ""));
  const known = await readKnownNames(connection);
  let removed = 0;
  for (const path of paths) {
    if (known.has(basename(path))) continue;
    // Not when the rows were written: a link is as old as the file of the record.
    const changed = (await ifThere(Deno.lstat(path)))?.ctime ?? null;
    if (changed === null || changed >= before) continue;
    await ifThere(Deno.remove(path));
    removed++;
  }
  return removed;
}

/** Returns the files below a folder that are named as those of tables are. */
async function listFiles(folder: string): Promise<string[]> {
  const found: string[] = [];
  // Made with the first file.
  if (!await exists(folder)) return found;
  for await (const { name, isDirectory, isFile } of Deno.readDir(folder)) {
    const path = `${folder}/${name}`;
    if (isDirectory) found.push(...await listFiles(path));
    if (isFile && OWN_NAME.test(name)) found.push(path);
  }
  return found;
}

/** Returns the names of all files that the catalogue knows, also those that are to be removed later. */
async function readKnownNames(
  connection: DuckDBConnection,
): Promise<ReadonlySet<string>> {
  const reader = await connection.runAndReadAll(
    ["data_file", "delete_file", "files_scheduled_for_deletion"].map((table) =>
      `SELECT path FROM __ducklake_metadata_store.ducklake_${table}`
    ).join(" UNION ALL "),
  );
  return new Set(reader.getRows().map(([path]) => basename(String(path))));
}

/** By DuckLake itself, which compares whole paths: one written in two ways would make every file unknown. */
async function removeFromStorage(
  connection: DuckDBConnection,
  before: Date,
): Promise<number> {
  const call = (options: string) =>
    connection.runAndReadAll(
      `SELECT path FROM ducklake_delete_orphaned_files('store', older_than => ${
        sqlText(before.toISOString())
      }::TIMESTAMPTZ${options})`,
    );
  const listed = await call(", dry_run => true");
  const known = await readKnownNames(connection);
  const wrong = listed.getRows().map(([path]) => String(path))
    .find((path) => known.has(basename(path)));
  if (wrong !== undefined) {
    throw new UsageError(
      `Cannot remove what loads have left as storage lists ${wrong}, which the catalogue has under another path: make the store anew, with the address of its tables as storage has it`,
    );
  }
  return (await call("")).getRows().length;
}
