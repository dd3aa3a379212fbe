/**
 * Loading: records on disk into the store, only what changed, all or nothing.
 *
 * 1. Take the lock beside the store; a second load waits for its turn.
 * 2. Digest every part on disk and compare with what the store says it loaded.
 * 3. Copy the store (or start a new one), change the copy in one transaction, rename it over the store.
 */
import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import { digest, UsageError } from "../record/mod.ts";
import { insertPart, removePart } from "./insert.ts";
import { digestsOf, keyOf, type Part, scan } from "./scan.ts";

export interface LoadOptions {
  /** Start from nothing instead of from what the store holds. @default {false} */
  readonly rebuild?: boolean;
  /** Called before each part that is loaded. */
  readonly onProgress?: (done: number, total: number, part: string) => void;
}

export interface LoadResult {
  readonly loaded: number;
  readonly removed: number;
  readonly unchanged: number;
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
  using lock = await Deno.open(`${path}.lock`, { write: true, create: true });
  await lock.lock(true);
  await removeLeftovers(folderOf(path));
  const parts = await scan(data);
  const sql = await Deno.readTextFile(schema);
  const held = options.rebuild ? null : await heldParts(path, sql);
  const changed = parts.filter((part) =>
    held?.get(keyOf(part)) !== part.digest
  );
  const present = new Set(parts.map(keyOf));
  const gone = [...(held?.keys() ?? [])].filter((key) => !present.has(key));
  if (held === null || changed.length > 0 || gone.length > 0) {
    const stale = changed.map(keyOf).filter((key) => held?.has(key));
    await replace(path, sql, {
      fresh: held === null,
      remove: [...gone, ...stale],
      insert: changed,
      onProgress: options.onProgress ?? (() => {}),
    });
  }
  return {
    loaded: changed.length,
    removed: gone.length,
    unchanged: parts.length - changed.length,
    digests: digestsOf(parts),
  };
}

/** Digests by part of the store's content; null when there is no store, or one of another schema or in use by a writer. */
async function heldParts(
  path: string,
  sql: string,
): Promise<Map<string, string> | null> {
  try {
    const instance = await DuckDBInstance.create(path, {
      access_mode: "READ_ONLY",
    });
    const connection = await instance.connect();
    try {
      const reader = await connection.runAndReadAll(
        "SELECT experiment || '/' || part AS key, digest FROM loaded",
      );
      const held = new Map(reader.getRows() as [string, string][]);
      const same = held.get("/schema") === digest(sql);
      held.delete("/schema");
      return same ? held : null;
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

async function replace(
  path: string,
  sql: string,
  change: Change,
): Promise<void> {
  const folder = await Deno.makeTempDir({
    dir: folderOf(path),
    prefix: LOADING,
  });
  try {
    const next = `${folder}/next.duckdb`;
    if (!change.fresh) await Deno.copyFile(path, next);
    // A store is only read by the DuckDB that built it; today's format is written a third faster than the oldest one.
    const instance = await DuckDBInstance.create(next, {
      storage_compatibility_version: "latest",
    });
    const connection = await instance.connect();
    try {
      await connection.run("BEGIN");
      if (change.fresh) {
        await connection.run(sql);
        await connection.run("INSERT INTO loaded VALUES ('', 'schema', $1)", [
          digest(sql),
        ]);
      }
      for (const key of change.remove) await removePart(connection, key);
      for (const [index, part] of change.insert.entries()) {
        change.onProgress(
          index,
          change.insert.length,
          `${part.experiment}/${part.part}`,
        );
        await insertPart(connection, part, folder);
      }
      await refuseDuplicates(connection);
      await connection.run("COMMIT");
      await connection.run("CHECKPOINT");
    } finally {
      connection.closeSync();
      instance.closeSync();
    }
    await removeLog(path);
    await Deno.rename(next, path);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Another program that wrote to the old store left a log beside it, with which DuckDB would refuse to open the new one. */
async function removeLog(path: string): Promise<void> {
  try {
    await Deno.remove(`${path}.wal`);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

async function refuseDuplicates(connection: DuckDBConnection): Promise<void> {
  const reader = await connection.runAndReadAll(
    "SELECT run_id, string_agg(experiment || '/' || part, ' and ') AS parts " +
      "FROM runs GROUP BY run_id HAVING count(*) > 1 ORDER BY run_id LIMIT 1",
  );
  const [found] = reader.getRows();
  if (found) {
    throw new UsageError(
      `Cannot load records as run ${found[0]} is in ${found[1]}; ` +
        "remove one of the two lines from its reports.json",
    );
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
