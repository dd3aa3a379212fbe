/**
 * Changes a store file: in place if nobody reads it and little is added, else in a copy that replaces it.
 *
 * In place, the change is one transaction, so that a load killed at any point leaves the old content or the new; it costs
 * what is added. A copy costs what is there, and is for what the first cannot do: a store that a session has open, which
 * keeps the content that it opened; more than a group of parts; parts of which something has to be told.
 *
 * Large tables are in neither: the store has links to their files (`link_files.ts`).
 */
import type { DuckDBConnection } from "@duckdb/node-api";
import { digest, sqlText, type TableFile } from "../../record/mod.ts";
import { attach } from "../file/attach.ts";
import { beginDatabase, type BegunDatabase } from "../file/begun_database.ts";
import { type LeftOut, listLeftOut } from "../file/left_out.ts";
import { fileSchemaSql, linkedFolder } from "../file/linked.ts";
import { tryLockForWriting } from "../file/readers_lock.ts";
import { folderOf } from "../file/store_path.ts";
import { removeLog } from "../file/stored.ts";
import { type Part, toKey } from "../records/part.ts";
import { createViews, everyRow } from "../tables/session_views.ts";
import { addFacts, changeGroup, inTransaction } from "./change_group.ts";
import { toGroups } from "./insert_together.ts";
import { isLarge, linkLarge } from "./link_files.ts";
import type { RowKeeper } from "./take_file.ts";

/** What a load changes. */
export interface Change {
  /** True if there is no store to go on from. */
  readonly fresh: boolean;
  /** True if the facts of all runs are to be computed, as those that are there are of other code. */
  readonly allFacts: boolean;
  readonly remove: readonly string[];
  readonly insert: readonly Part[];
  /** Rows from which on a table is linked, and not copied. */
  readonly linkRows: number;
  /** Called before each group of parts, with the number of those that are done, of all, and the key of the first. */
  readonly onProgress: (done: number, total: number, part: string) => void;
}

/** Prefix of the temporary folders beside a store. */
export const TEMP_PREFIX = ".loading-";

/**
 * Changes the store at `path`; returns what was left out. The caller holds the lock of loads, and may have begun the database
 * that builds a fresh store.
 */
export async function changeStore(
  path: string,
  change: Change,
  database: BegunDatabase | null,
): Promise<readonly LeftOut[]> {
  const folder = await Deno.makeTempDir({
    dir: folderOf(path),
    prefix: TEMP_PREFIX,
  });
  try {
    return await changeInPlace(path, change, folder) ??
      await replaceStore(path, change, { folder, database });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Nothing beside the parts. */
const alone = { also: () => Promise.resolve() } as const;

/** Changes the store where it is; null, and nothing is changed, if that cannot be. */
async function changeInPlace(
  path: string,
  { fresh, allFacts, remove, insert, linkRows, onProgress }: Change,
  folder: string,
): Promise<readonly LeftOut[] | null> {
  const wants = (part: Part, file: TableFile) => isLarge(part, file, linkRows);
  const [group = [], ...others] = toGroups(insert, { wants });
  if (fresh || others.length > 0) return null;
  if (!await isSmall(path, group, { wants })) return null;
  using lock = await tryLockForWriting(path);
  if (lock === null) return null;
  const place = { folder, database: beginDatabase() };
  return await withWriter(place, async (connection) => {
    try {
      await attach(connection, path, "write");
    } catch {
      // In use by another program.
      return null;
    }
    await createViews(connection, everyRow("number"));
    const [first] = group;
    onProgress(0, insert.length, first ? toKey(first) : "");
    const facts = allFacts ? "all" : "own";
    const keeper = linkLarge(connection, {
      folder: await linkedFolder(path),
      minRows: linkRows,
    });
    const change = { remove, group, folder, facts, keeper, ...alone } as const;
    if (!await changeGroup(connection, change)) return null;
    await connection.run("CHECKPOINT store");
    return await listLeftOut(connection);
  });
}

/**
 * Whether parts are smaller than the store: copying it would then take longer than what follows, for which readers wait. Files
 * that are linked do not count.
 */
async function isSmall(
  path: string,
  parts: readonly Part[],
  { wants }: Pick<RowKeeper, "wants">,
): Promise<boolean> {
  const bytes = parts.flatMap((part) =>
    part.files.filter((file) => !wants(part, file))
  ).reduce((sum, { size }) => sum + size, 0);
  return bytes < (await Deno.stat(path)).size;
}

/** Builds the next store and renames it over the old one. */
async function replaceStore(
  path: string,
  { fresh, allFacts, remove, insert, linkRows, onProgress }: Change,
  { folder, database }: {
    readonly folder: string;
    readonly database: BegunDatabase | null;
  },
): Promise<readonly LeftOut[]> {
  const next = `${folder}/next.duckdb`;
  if (!fresh) await Deno.copyFile(path, next);
  const place = { folder, database: database ?? beginDatabase() };
  const leftOut = await withWriter(place, async (connection) => {
    await attach(connection, next, fresh ? "create" : "copy");
    if (fresh) await createTables(connection);
    await createViews(connection, everyRow("number"));
    const keeper = linkLarge(connection, {
      folder: await linkedFolder(path),
      minRows: linkRows,
    });
    const rest = {
      ...{ remove: [], folder, keeper, ...alone },
      facts: "none",
    } as const;
    await changeGroup(connection, { ...rest, remove, group: [] });
    let done = 0;
    for (const group of toGroups(insert, keeper)) {
      const [first] = group;
      onProgress(done, insert.length, first ? toKey(first) : "");
      const isDone = await changeGroup(connection, { ...rest, group });
      // What fails together is told by the part that fails alone.
      for (const part of isDone ? [] : group) {
        await changeGroup(connection, { ...rest, group: [part] });
      }
      done += group.length;
    }
    // Together, as each query takes milliseconds however few the runs are.
    await inTransaction(connection, async () => {
      const added = { parts: insert, folder, keeper };
      await addFacts(connection, allFacts ? "all" : "own", added);
      return "";
    });
    await connection.run("CHECKPOINT store");
    return await listLeftOut(connection);
  });
  // That of another program that wrote to the old store: DuckDB would refuse to open the new one with it.
  await removeLog(path);
  await Deno.rename(next, path);
  return leftOut;
}

/** What writes a store, and where. */
interface WriterPlace {
  /** For temporary files. */
  readonly folder: string;
  readonly database: BegunDatabase;
}

/** Runs `body` on a connection that writes no checkpoint before it is asked to, and closes its database. */
async function withWriter<Result>(
  place: WriterPlace,
  body: (connection: DuckDBConnection) => Promise<Result>,
): Promise<Result> {
  await using database = place.database;
  const connection = await (await database.value).connect();
  try {
    await connection.run("SET checkpoint_threshold = '1TB'");
    const temporary = sqlText(`${place.folder}/tmp`);
    await connection.run(`SET temp_directory = ${temporary}`);
    return await body(connection);
  } finally {
    connection.closeSync();
  }
}

/** Creates the tables in an empty store. */
async function createTables(connection: DuckDBConnection): Promise<void> {
  await connection.run("USE store");
  await connection.run(fileSchemaSql);
  await connection.run("USE memory");
  await connection.run(
    "INSERT INTO store.main.loaded VALUES ('', 'schema', $1, NULL)",
    [digest(fileSchemaSql)],
  );
}
