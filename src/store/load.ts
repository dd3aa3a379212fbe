/**
 * Loads records from disk into the store: only changed parts, and atomically.
 *
 * 1. Take the lock beside the store; a second load waits for it.
 * 2. Find the digest of every part on disk, by the stamps of its files where these are known, and compare with the digests
 *    in the store.
 * 3. Change the store by the parts that differ (`change_store.ts`), and remove links that it does not name any more.
 *
 * A part that cannot be loaded is left out and reported, unless a run has just replaced its files: then it is loaded anew
 * (`load_replaced.ts`). The others are loaded. If the folder of the records is read-only, its store is used as long as it is
 * up to date, else one in a folder of the user (`store_path.ts`).
 */
import { ifThere, UsageError } from "../record/mod.ts";
import { changeStore, TEMP_PREFIX } from "./change/change_store.ts";
import { LINK_ROWS } from "./change/link_files.ts";
import { beginDatabase } from "./file/begun_database.ts";
import { withRemedy } from "./file/full_disk.ts";
import { divideLoaded } from "./file/left_out.ts";
import { removeUnlinked } from "./file/linked.ts";
import { isLake } from "./lake/lake_url.ts";
import { loadIntoLake } from "./load_lake.ts";
import { loadReplaced, type OneLoad } from "./load_replaced.ts";
import type { LoadOptions, LoadResult } from "./load_result.ts";
import { readKnown, writeKnown } from "./records/known_records.ts";
import { digestByExperiment, toKey } from "./records/part.ts";
import { changedParts, type Scan, scan, scanFor } from "./records/scan.ts";
import { folderOf, isReadOnlyError, userStorePath } from "./file/store_path.ts";
import { readForLoad, readStored } from "./file/stored.ts";

/**
 * Brings the store at `path`, a file or a DuckLake, up to date with the records under `data`. Throws `UsageError` if there
 * is no such folder, and the errors of `loadIntoLake()`.
 */
export async function loadStore(
  data: string,
  path: string,
  options: LoadOptions = {},
): Promise<LoadResult> {
  await requireFolder(data);
  if (isLake(path)) return await loadIntoLake(data, path, options);
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
  if (!stored?.hasFacts) return null;
  const found = await scan(data, await readKnown(toKnownPath(path)));
  const isCurrent = found.states.length === stored.digests.size &&
    changedParts(found, stored.digests).length === 0;
  return isCurrent
    ? {
      ...{ path, loaded: 0, removed: 0, unchanged: found.states.length },
      ...describe(found),
      leftOut: stored.leftOut,
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
  return await loadReplaced(data, () => loadOnce(data, path, options));
}

/** Loads what is changed; the caller holds the lock of loads. */
async function loadOnce(
  data: string,
  path: string,
  options: LoadOptions,
): Promise<OneLoad> {
  const stored = await readForLoad(path);
  // A store that is not there is surely built: its database begins while the records are read.
  await using database = stored === null ? beginDatabase() : null;
  const digests = stored?.digests ?? new Map<string, string>();
  const found = await scanFor(
    data,
    await readKnown(toKnownPath(path)),
    digests,
  );
  const { changed } = found;
  const present = new Set(found.states.map(toKey));
  const removed = [...digests.keys()].filter((key) => !present.has(key));
  let leftOut = stored?.leftOut ?? [];
  const isCurrent = stored?.hasFacts === true && changed.length === 0 &&
    removed.length === 0;
  if (!isCurrent) {
    const stale = changed.map(toKey).filter((key) => digests.has(key));
    leftOut = await changeStore(path, {
      fresh: stored === null,
      allFacts: !stored?.hasFacts,
      remove: [...removed, ...stale],
      insert: changed,
      linkRows: options.linkRows ?? LINK_ROWS,
      onProgress: options.onProgress ?? (() => {}),
    }, database).catch((error) => {
      throw withRemedy(error, `load the records into ${path}`);
    });
  }
  if (!isCurrent || stored.hasUnlinked) await removeUnlinked(path);
  await writeKnown(toKnownPath(path), found.known);
  return {
    found,
    result: {
      path,
      loaded: divideLoaded(changed, leftOut).loaded.length,
      removed: removed.length,
      unchanged: found.states.length - changed.length,
      ...describe(found),
      leftOut,
    },
  };
}

function describe(
  { states, parts }: Scan,
): Pick<LoadResult, "read" | "unchecked" | "digests" | "snapshot"> {
  return {
    snapshot: null,
    read: parts.size,
    unchecked: states.filter(({ unchecked }) => unchecked).length,
    digests: digestByExperiment(states),
  };
}

/** Returns the path of what is known of the records, beside the store. */
function toKnownPath(path: string): string {
  return `${path}.known`;
}

/** Throws `UsageError` if there is no folder of records. */
export async function requireFolder(data: string): Promise<void> {
  if ((await ifThere(Deno.stat(data)))?.isDirectory) return;
  throw new UsageError(
    `Cannot read records as there is no folder '${data}'; name the folder of the records`,
  );
}

/** Removes unfinished copies of killed loads; the caller's lock ensures that no load is using them. */
async function removeLeftovers(folder: string): Promise<void> {
  for await (const { name } of Deno.readDir(folder)) {
    if (name.startsWith(TEMP_PREFIX)) {
      await Deno.remove(`${folder}/${name}`, { recursive: true });
    }
  }
}
