/**
 * Loads records into a DuckLake, which many machines share: each part in one transaction, as a whole or not at all.
 *
 * A machine adds and replaces its own parts and leaves those of others alone. Two that load the same part at the same time
 * would both succeed, as both only insert: each transaction also changes a row that the name of its part selects, so that
 * the second is refused, looks again and finds the part there.
 */
import type { DuckDBConnection } from "@duckdb/node-api";
import { digest, exists, UsageError } from "../record/mod.ts";
import { changeGroup } from "./change/change_group.ts";
import { folderOf } from "./change/change_store.ts";
import { withAttached } from "./file/attach.ts";
import { type LeftOut, listLeftOut } from "./file/left_out.ts";
import { tryLockForWriting } from "./file/readers_lock.ts";
import { lakeSnapshot } from "./lake/attach_lake.ts";
import { toLakeError } from "./lake/lake_error.ts";
import { claimPart } from "./lake/claims.ts";
import {
  createLakeTables,
  type LakePart,
  type LakeParts,
  originOf,
  readLakeParts,
} from "./lake/lake_tables.ts";
import { registerFile } from "./lake/register_file.ts";
import { parseLakeUrl } from "./lake/lake_url.ts";
import type { LoadOptions, LoadResult } from "./load_result.ts";
import { readKnown, writeKnown } from "./records/known_records.ts";
import { digestByExperiment, type Part, toKey } from "./records/part.ts";
import { type NeededScan, scanFor } from "./records/scan.ts";
import { factsVersion } from "./tables/fact_tables.ts";
import { createViews, everyRow } from "./tables/session_views.ts";

/** Attempts to load a part while others change the same rows of the store. */
const MAX_ATTEMPTS = 10;

/**
 * Brings the DuckLake at `path` up to date with the records under `data`. Throws `UsageError` if it cannot be opened, or
 * was made by another version.
 */
export async function loadIntoLake(
  data: string,
  path: string,
  { onProgress = () => {}, onWait = () => {} }: LoadOptions,
): Promise<LoadResult> {
  const own = `${data}/.lake-${digest(path, 16)}`;
  using lock = await Deno.open(`${own}.lock`, { write: true, create: true });
  if (!await lock.tryLock(true)) {
    onWait();
    await lock.lock(true);
  }
  using _writing = await lockCatalogue(path);
  const folder = await Deno.makeTempDir();
  try {
    return await withAttached(path, "write", async (connection) => {
      await createLakeTables(connection, path);
      await createViews(connection, everyRow);
      const lake = await readLakeParts(connection);
      const found = await scanFor(
        data,
        await readKnown(`${own}.known`),
        new Map([...lake.parts].map(([key, { digest }]) => [key, digest])),
      );
      const change = await changeLake(connection, found, {
        ...{ ...lake, origin: originOf(data), folder, onProgress },
      });
      await writeKnown(`${own}.known`, found.known);
      return {
        path,
        ...change,
        ...await describeLake(connection),
        read: found.parts.size,
        unchecked: found.states.filter(({ unchecked }) => unchecked).length,
      };
    }).catch((error) => {
      throw toLakeError(error, `load into ${path}`);
    });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Keeps sessions from a catalogue that is a file while it is changed; null for one that many programs can change. */
async function lockCatalogue(path: string): Promise<Deno.FsFile | null> {
  const { file } = parseLakeUrl(path);
  if (file === null) return null;
  const folder = folderOf(file);
  if (!await exists(folder)) {
    throw new UsageError(
      `Cannot open the store ${path} as there is no folder '${folder}' for its catalogue: make it, or name another`,
    );
  }
  const lock = await tryLockForWriting(file);
  if (lock !== null) return lock;
  throw new UsageError(
    `Cannot load into ${path} as a session has it open, and its catalogue is a file: close the session, or keep the catalogue in PostgreSQL`,
  );
}

/** Returns what the DuckLake at `path` holds, without loading: its digests, what is left out, and its snapshot. */
export function readLake(
  path: string,
): Promise<Pick<LoadResult, "digests" | "leftOut" | "snapshot">> {
  return withAttached(path, "read", async (connection) => ({
    ...await describeLake(connection),
    leftOut: await listLeftOut(connection),
  })).catch((error) => {
    throw toLakeError(error, `read ${path}`);
  });
}

interface LakePlace {
  /** This machine and folder. */
  readonly origin: string;
  /** For temporary files. */
  readonly folder: string;
}

async function changeLake(
  connection: DuckDBConnection,
  { states, changed }: NeededScan,
  { parts, facts, origin, folder, onProgress }: LakePlace & LakeParts & {
    readonly onProgress: NonNullable<LoadOptions["onProgress"]>;
  },
): Promise<Pick<LoadResult, "loaded" | "removed" | "unchanged" | "leftOut">> {
  const change = {
    ...{ remove: [], group: [], folder, register: null },
    also: () => Promise.resolve(),
  };
  if (facts !== factsVersion) {
    await changeGroup(connection, { ...change, facts: "all" });
  }
  const clashes: LeftOut[] = [];
  for (const [i, part] of changed.entries()) {
    onProgress(i, changed.length, toKey(part));
    const other = await loadPart(connection, part, {
      ...{ origin, folder, found: parts.get(toKey(part)) },
    });
    if (other !== "") clashes.push(toClash(part, other));
  }
  const present = new Set(states.map(toKey));
  const gone = [...parts].filter(([key, part]) =>
    part.origin === origin && !present.has(key)
  );
  for (const [key, { experiment, part }] of gone) {
    await changeGroup(connection, {
      ...{ ...change, remove: [key] },
      facts: "none",
      also: () => claimPart(connection, { experiment, part }, null),
    });
  }
  return {
    loaded: changed.length - clashes.length,
    removed: gone.length,
    unchanged: states.length - changed.length,
    leftOut: [...clashes, ...await listLeftOut(connection)],
  };
}

/**
 * Loads a part, unless it is there; returns the machine that has loaded another of its name, or empty. `found` is what the
 * store held under its name: the store refuses the part if that has changed, and only then is asked again.
 */
async function loadPart(
  connection: DuckDBConnection,
  part: Part,
  { origin, folder, found }: Pick<LakePlace, "origin" | "folder"> & {
    readonly found: LakePart | undefined;
  },
): Promise<string> {
  const key = toKey(part);
  let known = found;
  for (let attempt = 1;; attempt++) {
    if (known?.digest === part.digest) return "";
    if (known !== undefined && known.origin !== origin) return known.origin;
    try {
      await changeGroup(connection, {
        ...{ remove: known === undefined ? [] : [key], group: [part], folder },
        facts: "own",
        register: (table, path) => registerFile(connection, table, path),
        also: () => claimPart(connection, part, origin),
      });
      return "";
    } catch (error) {
      const isConflict = error instanceof Error &&
        /conflict/i.test(error.message);
      if (!isConflict || attempt === MAX_ATTEMPTS) {
        throw toLakeError(error, `load ${key} into the shared store`);
      }
      known = (await readLakeParts(connection)).parts.get(key);
    }
  }
}

function toClash({ experiment, part, runs }: Part, origin: string): LeftOut {
  return {
    ...{ experiment, part, code: "part-left-out", place: part },
    message:
      `${origin} has loaded other rows under this name; give the part and its runs another one`,
    n: Math.max(1, runs.length),
  };
}

/** Digests are those of the parts of all machines. */
async function describeLake(
  connection: DuckDBConnection,
): Promise<Pick<LoadResult, "digests" | "snapshot">> {
  const { parts } = await readLakeParts(connection);
  // That of lines that could not be read comes last, as in a scan.
  const sorted = [...parts.values()].sort((a, b) =>
    a.experiment !== b.experiment
      ? (a.experiment < b.experiment ? -1 : 1)
      : (a.part || "\uffff") < (b.part || "\uffff")
      ? -1
      : 1
  );
  return {
    digests: digestByExperiment(sorted),
    snapshot: await lakeSnapshot(connection),
  };
}
