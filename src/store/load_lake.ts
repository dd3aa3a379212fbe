/** Loads records into a DuckLake, which many machines share: each part in one transaction, as a whole or not at all. */
import type { DuckDBConnection } from "@duckdb/node-api";
import {
  compareText,
  digest,
  exists,
  ifThere,
  UsageError,
} from "../record/mod.ts";
import { changeLake } from "./change_lake.ts";
import { withAttached } from "./file/attach.ts";
import { listLeftOut } from "./file/left_out.ts";
import { tryLockForWriting } from "./file/readers_lock.ts";
import { folderOf } from "./file/store_path.ts";
import { lakeSnapshot } from "./lake/attach_lake.ts";
import { toLakeError } from "./lake/lake_error.ts";
import {
  createLakeTables,
  originOf,
  readLakeParts,
} from "./lake/lake_tables.ts";
import { parseLakeUrl } from "./lake/lake_url.ts";
import { loadReplaced, type OneLoad } from "./load_replaced.ts";
import type { LoadOptions, LoadResult } from "./load_result.ts";
import { readKnown, writeKnown } from "./records/known_records.ts";
import { digestByExperiment } from "./records/part.ts";
import { scanFor } from "./records/scan.ts";
import { createViews, everyRow } from "./tables/session_views.ts";

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
  const folder = `${own}.loading`;
  // That of a load that was killed: the lock ensures that none uses it.
  await ifThere(Deno.remove(folder, { recursive: true }));
  await Deno.mkdir(folder);
  try {
    return await withAttached(path, "write", async (connection) => {
      await createLakeTables(connection, path);
      let views: Promise<void> | null = null;
      // Once, and not for nothing: the catalogue is asked about every table.
      const createOnce = () =>
        views ??= createViews(connection, everyRow("id"));
      return await loadReplaced(
        data,
        () =>
          loadOnce(connection, {
            ...{ data, path, folder, onProgress, known: `${own}.known` },
            createViews: createOnce,
          }),
      );
    }).catch((error) => {
      throw toLakeError(error, `load into ${path}`);
    });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Loads what the DuckLake that is attached lacks; `known` is the file of what is known of the records. */
async function loadOnce(
  connection: DuckDBConnection,
  { data, path, folder, createViews, onProgress, known }: {
    readonly createViews: () => Promise<void>;
    readonly data: string;
    readonly path: string;
    readonly folder: string;
    readonly onProgress: NonNullable<LoadOptions["onProgress"]>;
    readonly known: string;
  },
): Promise<OneLoad> {
  const lake = await readLakeParts(connection);
  const found = await scanFor(
    data,
    await readKnown(known),
    new Map([...lake.parts].map(([key, { digest }]) => [key, digest])),
  );
  const change = await changeLake(connection, found, {
    ...{ ...lake, origin: await originOf(data), folder },
    ...{ createViews, onProgress },
  });
  await writeKnown(known, found.known);
  return {
    found,
    result: {
      path,
      ...change,
      ...await describeLake(connection),
      read: found.parts.size,
      unchecked: found.states.filter(({ unchecked }) => unchecked).length,
    },
  };
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

/** Digests are those of the parts of all machines. */
async function describeLake(
  connection: DuckDBConnection,
): Promise<Pick<LoadResult, "digests" | "snapshot">> {
  const { parts } = await readLakeParts(connection);
  // That of lines that could not be read comes last, as in a scan.
  const sorted = [...parts.values()].sort((a, b) =>
    compareText(a.experiment, b.experiment) ||
    compareText(a.part || "\uffff", b.part || "\uffff")
  );
  return {
    digests: digestByExperiment(sorted),
    snapshot: await lakeSnapshot(connection),
  };
}
