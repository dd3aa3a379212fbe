/**
 * Loading: records on disk into the store, only what changed, all or nothing.
 *
 * 1. Take the lock beside the store; a second load waits for its turn.
 * 2. Digest every part on disk and compare with what the store says it loaded.
 * 3. Copy the store (or start a new one), change the copy, a transaction for each part, and rename it over the store.
 *
 * A part that cannot be loaded is left out and told; the others are loaded. Where nothing may be written beside the records,
 * the store stands in a folder of the user's own (`store_path.ts`).
 */
import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import { digest, UsageError } from "../record/mod.ts";
import { insertLeftOut, insertPart, removePart } from "./insert.ts";
import { type LeftOut, listLeftOut } from "./left_out.ts";
import { digestsOf, keyOf, type Part, scan } from "./scan.ts";
import { isReadOnly, isWhole, ownPath } from "./store_path.ts";

export interface LoadOptions {
  /** Start from nothing instead of from what the store holds. @default {false} */
  readonly rebuild?: boolean;
  /** Called before each part that is loaded. */
  readonly onProgress?: (done: number, total: number, part: string) => void;
  /** Called when another load is under way, whose end this one waits for. */
  readonly onWait?: () => void;
}

export interface LoadResult {
  /** Where the store is: as asked, or a path of the user's own where nothing may be written there. */
  readonly path: string;
  readonly loaded: number;
  readonly removed: number;
  readonly unchanged: number;
  /** Parts without a manifest: lost or damaged rows of theirs would not be noticed. */
  readonly unchecked: number;
  /** What is on disk and not in the store, loaded now or before. */
  readonly leftOut: readonly LeftOut[];
  /** One digest an experiment, over all its parts: what a report was computed from. */
  readonly digests: Readonly<Record<string, string>>;
}

const schema = new URL("./schema.sql", import.meta.url);

/** Brings the store at `path` up to date with the records under `data`. */
export async function loadStore(
  data: string,
  path: string,
  options: LoadOptions = {},
): Promise<LoadResult> {
  await requireFolder(data);
  try {
    return await loadInto(data, path, options);
  } catch (error) {
    if (!isReadOnly(error)) throw error;
    return await loadInto(data, await ownPath(data), options);
  }
}

async function loadInto(
  data: string,
  path: string,
  options: LoadOptions,
): Promise<LoadResult> {
  using lock = await Deno.open(`${path}.lock`, { write: true, create: true });
  if (!await lock.tryLock(true)) {
    options.onWait?.();
    await lock.lock(true);
  }
  await removeLeftovers(folderOf(path));
  const parts = await scan(data);
  const sql = await Deno.readTextFile(schema);
  const held = options.rebuild ? null : await heldParts(path, sql);
  const changed = parts.filter((part) =>
    held?.digests.get(keyOf(part)) !== part.digest
  );
  const present = new Set(parts.map(keyOf));
  const gone = [...(held?.digests.keys() ?? [])]
    .filter((key) => !present.has(key));
  let leftOut = held?.leftOut ?? [];
  if (held === null || changed.length > 0 || gone.length > 0) {
    const stale = changed.map(keyOf).filter((key) => held?.digests.has(key));
    leftOut = await replace(path, sql, {
      fresh: held === null,
      remove: [...gone, ...stale],
      insert: changed,
      onProgress: options.onProgress ?? (() => {}),
    });
  }
  const unread = new Set(
    leftOut.filter(({ code }) => code === "part-left-out").map(keyOf),
  );
  return {
    path,
    loaded: changed.filter((part) => !unread.has(keyOf(part))).length,
    removed: gone.length,
    unchanged: parts.length - changed.length,
    unchecked:
      parts.filter(({ part, manifest, problem }) =>
        part !== "" && manifest === null && problem === ""
      ).length,
    leftOut,
    digests: digestsOf(parts),
  };
}

interface Held {
  /** By part. */
  readonly digests: ReadonlyMap<string, string>;
  readonly leftOut: readonly LeftOut[];
}

/** What the store holds; null when there is no store, or one that is cut short, of another schema, or in use by a writer. */
async function heldParts(
  path: string,
  sql: string,
): Promise<Held | null> {
  try {
    const instance = await DuckDBInstance.create(path, {
      access_mode: "READ_ONLY",
    });
    const connection = await instance.connect();
    try {
      const reader = await connection.runAndReadAll(
        "SELECT experiment || '/' || part AS key, digest FROM loaded",
      );
      const digests = new Map(reader.getRows() as [string, string][]);
      const same = digests.get("/schema") === digest(sql);
      digests.delete("/schema");
      if (!same || !await isWhole(connection, path)) return null;
      return { digests, leftOut: await listLeftOut(connection) };
    } finally {
      connection.closeSync();
      instance.closeSync();
    }
  } catch {
    // Whatever is wrong with a build product, building it anew is right.
    return null;
  }
}

interface Change {
  readonly fresh: boolean;
  readonly remove: readonly string[];
  readonly insert: readonly Part[];
  readonly onProgress: NonNullable<LoadOptions["onProgress"]>;
}

/** Builds the next store and puts it in the place of the old one; returns what is not in it. */
async function replace(
  path: string,
  sql: string,
  change: Change,
): Promise<readonly LeftOut[]> {
  const folder = await Deno.makeTempDir({
    dir: folderOf(path),
    prefix: LOADING,
  });
  let leftOut: readonly LeftOut[] = [];
  try {
    const next = `${folder}/next.duckdb`;
    if (!change.fresh) await Deno.copyFile(path, next);
    // A store is only read by the DuckDB that built it; today's format is written a third faster than the oldest one.
    const instance = await DuckDBInstance.create(next, {
      storage_compatibility_version: "latest",
    });
    const connection = await instance.connect();
    try {
      // Nobody else sees this file until it is whole: what a crash of the machine would lose is built anew.
      await connection.run("SET checkpoint_threshold = '1TB'");
      await connection.run("BEGIN");
      if (change.fresh) {
        await connection.run(sql);
        await connection.run(
          "INSERT INTO loaded VALUES ('', 'schema', $1, NULL)",
          [digest(sql)],
        );
      }
      for (const key of change.remove) await removePart(connection, key);
      await connection.run("COMMIT");
      for (const [index, part] of change.insert.entries()) {
        change.onProgress(
          index,
          change.insert.length,
          `${part.experiment}/${part.part}`,
        );
        await insertOrLeaveOut(connection, part, folder);
      }
      await connection.run("CHECKPOINT");
      leftOut = await listLeftOut(connection);
    } finally {
      connection.closeSync();
      instance.closeSync();
    }
    await removeLog(path);
    await Deno.rename(next, path);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
  return leftOut;
}

/** A part of which something cannot be read takes nothing else with it. */
async function insertOrLeaveOut(
  connection: DuckDBConnection,
  part: Part,
  folder: string,
): Promise<void> {
  await connection.run("BEGIN");
  try {
    await insertPart(connection, part, folder);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    await connection.run("ROLLBACK");
    await connection.run("BEGIN");
    await insertLeftOut(connection, part, error.message);
  }
  await connection.run("COMMIT");
}

/** Another program that wrote to the old store left a log beside it, with which DuckDB would refuse to open the new one. */
async function removeLog(path: string): Promise<void> {
  try {
    await Deno.remove(`${path}.wal`);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

async function requireFolder(data: string): Promise<void> {
  try {
    if ((await Deno.stat(data)).isDirectory) return;
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  throw new UsageError(
    `Cannot read records as there is no folder '${data}'; name the one that holds them`,
  );
}

const LOADING = ".loading-";

function folderOf(path: string): string {
  return path.replace(/[^/]*$/, "") || ".";
}

/** A load that was killed leaves its unfinished copy; the lock says nobody is at work on it. */
async function removeLeftovers(folder: string): Promise<void> {
  for await (const { name } of Deno.readDir(folder)) {
    if (name.startsWith(LOADING)) {
      await Deno.remove(`${folder}/${name}`, { recursive: true });
    }
  }
}
