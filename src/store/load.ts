/**
 * Loads records from disk into the store: only changed parts, and atomically.
 *
 * 1. Take the lock beside the store; a second load waits for it.
 * 2. Digest every part on disk and compare with the digests in the store.
 * 3. Copy the store (or start a new one), change the copy in a transaction per group of parts, and rename it over the store.
 *
 * A part that cannot be loaded is left out and reported; the others are loaded. If the folder of the records is
 * read-only, its store is used as long as it is up to date, else one in a folder of the user (`store_path.ts`).
 */
import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import { digest, ifThere, UsageError } from "../record/mod.ts";
import { withRemedy } from "./full_disk.ts";
import { insertLeftOut, insertPart, removePart } from "./insert.ts";
import { insertTogether, toGroups } from "./insert_together.ts";
import { type LeftOut, listLeftOut } from "./left_out.ts";
import { digestByExperiment, type Part, scan, toKey } from "./scan.ts";
import { schemaSql } from "./schema.ts";
import { isComplete, isReadOnlyError, userStorePath } from "./store_path.ts";

export interface LoadOptions {
  /** Called before each group of parts that is loaded, with the first of them. */
  readonly onProgress?: (done: number, total: number, part: string) => void;
  /** Called before waiting for another load to end. */
  readonly onWait?: () => void;
}

export interface LoadResult {
  /** Path of the store: as requested, or in a folder of the user if that is read-only. */
  readonly path: string;
  readonly loaded: number;
  readonly removed: number;
  readonly unchanged: number;
  /** Parts without a manifest, in which lost or damaged rows go unnoticed. */
  readonly unchecked: number;
  /** Parts, lines and rows on disk that are not in the store, of this load and earlier ones. */
  readonly leftOut: readonly LeftOut[];
  /** Digest of each experiment over all its parts; identifies the data that a report was computed from. */
  readonly digests: Readonly<Record<string, string>>;
}

/**
 * Brings the store at `path` up to date with the records under `data`. Throws `UsageError` if there is no such folder.
 */
export async function loadStore(
  data: string,
  path: string,
  options: LoadOptions = {},
): Promise<LoadResult> {
  await requireFolder(data);
  try {
    return await loadInto(data, path, options);
  } catch (error) {
    if (!isReadOnlyError(error)) throw error;
    return await readCurrent(data, path) ??
      await loadInto(data, await userStorePath(data), options);
  }
}

/** Returns the store at a path that may not be written, if it is up to date; else null. */
async function readCurrent(
  data: string,
  path: string,
): Promise<LoadResult | null> {
  const stored = await readStored(path);
  if (stored === null) return null;
  const parts = await scan(data);
  const isCurrent = parts.length === stored.digests.size &&
    parts.every((part) => stored.digests.get(toKey(part)) === part.digest);
  return isCurrent
    ? {
      path,
      loaded: 0,
      removed: 0,
      unchanged: parts.length,
      unchecked: countUnchecked(parts),
      leftOut: stored.leftOut,
      digests: digestByExperiment(parts),
    }
    : null;
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
  const stored = await readStored(path);
  const changed = parts.filter((part) =>
    stored?.digests.get(toKey(part)) !== part.digest
  );
  const present = new Set(parts.map(toKey));
  const removed = [...(stored?.digests.keys() ?? [])]
    .filter((key) => !present.has(key));
  let leftOut = stored?.leftOut ?? [];
  if (stored === null || changed.length > 0 || removed.length > 0) {
    const stale = changed.map(toKey).filter((key) => stored?.digests.has(key));
    leftOut = await replaceStore(path, {
      fresh: stored === null,
      remove: [...removed, ...stale],
      insert: changed,
      onProgress: options.onProgress ?? (() => {}),
    }).catch((error) => {
      throw withRemedy(error, path);
    });
  }
  const failed = new Set(
    leftOut.filter(({ code }) => code === "part-left-out").map(toKey),
  );
  return {
    path,
    loaded: changed.filter((part) => !failed.has(toKey(part))).length,
    removed: removed.length,
    unchanged: parts.length - changed.length,
    unchecked: countUnchecked(parts),
    leftOut,
    digests: digestByExperiment(parts),
  };
}

function countUnchecked(parts: readonly Part[]): number {
  return parts.filter(({ part, manifest, problem }) =>
    part !== "" && manifest === null && problem === ""
  ).length;
}

interface Stored {
  /** Digests by part. */
  readonly digests: ReadonlyMap<string, string>;
  readonly leftOut: readonly LeftOut[];
}

/** Reads the store's digests; null if the store is missing, truncated, of another schema, or in use by a writer. */
async function readStored(
  path: string,
): Promise<Stored | null> {
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
      const same = digests.get("/schema") === digest(schemaSql);
      digests.delete("/schema");
      if (!same || !await isComplete(connection, path)) return null;
      return { digests, leftOut: await listLeftOut(connection) };
    } finally {
      connection.closeSync();
      instance.closeSync();
    }
  } catch {
    // The store is a build product: after any error it is rebuilt.
    return null;
  }
}

interface Change {
  readonly fresh: boolean;
  readonly remove: readonly string[];
  readonly insert: readonly Part[];
  readonly onProgress: NonNullable<LoadOptions["onProgress"]>;
}

/** Builds the next store and renames it over the old one; returns what was left out. */
async function replaceStore(
  path: string,
  change: Change,
): Promise<readonly LeftOut[]> {
  const folder = await Deno.makeTempDir({
    dir: folderOf(path),
    prefix: TEMP_PREFIX,
  });
  let leftOut: readonly LeftOut[] = [];
  try {
    const next = `${folder}/next.duckdb`;
    if (!change.fresh) await Deno.copyFile(path, next);
    // Only the DuckDB that built a store reads it; writing the latest format takes a third less time than the oldest.
    const instance = await DuckDBInstance.create(next, {
      storage_compatibility_version: "latest",
    });
    const connection = await instance.connect();
    try {
      // No checkpoints before the end: no other process sees this file until it is complete, and a crash discards it.
      await connection.run("SET checkpoint_threshold = '1TB'");
      await connection.run("BEGIN");
      if (change.fresh) {
        await connection.run(schemaSql);
        await connection.run(
          "INSERT INTO loaded VALUES ('', 'schema', $1, NULL)",
          [digest(schemaSql)],
        );
      }
      for (const key of change.remove) await removePart(connection, key);
      await connection.run("COMMIT");
      let done = 0;
      for (const group of toGroups(change.insert)) {
        const [first] = group;
        change.onProgress(
          done,
          change.insert.length,
          first ? toKey(first) : "",
        );
        await insertGroup(connection, group, folder);
        done += group.length;
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

/** Inserts parts in one transaction, or else each by itself. */
async function insertGroup(
  connection: DuckDBConnection,
  parts: readonly Part[],
  folder: string,
): Promise<void> {
  if (parts.length > 1) {
    await connection.run("BEGIN");
    // What fails together is told by the part that fails alone.
    const isDone = await insertTogether(connection, parts, folder)
      .catch(() => false);
    await connection.run(isDone ? "COMMIT" : "ROLLBACK");
    if (isDone) return;
  }
  for (const part of parts) await insertOrLeaveOut(connection, part, folder);
}

/** Inserts a part in a transaction of its own, so that an unreadable one does not affect the others. */
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

/**
 * Removes the write-ahead log of another program that wrote to the old store; DuckDB would refuse to open the new one.
 */
async function removeLog(path: string): Promise<void> {
  await ifThere(Deno.remove(`${path}.wal`));
}

/** Throws `UsageError` if there is no folder of records. */
export async function requireFolder(data: string): Promise<void> {
  if ((await ifThere(Deno.stat(data)))?.isDirectory) return;
  throw new UsageError(
    `Cannot read records as there is no folder '${data}'; name the folder of the records`,
  );
}

const TEMP_PREFIX = ".loading-";

function folderOf(path: string): string {
  return path.replace(/[^/]*$/, "") || ".";
}

/** Removes unfinished copies of killed loads; the caller's lock ensures that no load is using them. */
async function removeLeftovers(folder: string): Promise<void> {
  for await (const { name } of Deno.readDir(folder)) {
    if (name.startsWith(TEMP_PREFIX)) {
      await Deno.remove(`${folder}/${name}`, { recursive: true });
    }
  }
}
