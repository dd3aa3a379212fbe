/**
 * Changes a DuckLake by the parts that it lacks, and removes those of this machine that are gone.
 *
 * Parts of a few rows arrive together: a transaction takes a tenth of a second however little it writes, and the rows of all
 * are one file then, where a query would open one of each. If two machines load the same part at the same time both would
 * succeed, as both only insert: each transaction also changes rows that the names of its parts select, so that the second is
 * refused, looks again and finds the part there.
 *
 * A part that was merged from others takes their place in one transaction: a session sees those, or that one.
 */
import type { DuckDBConnection } from "@duckdb/node-api";
import { dirname } from "node:path";
import { changeGroup } from "./change/change_group.ts";
import { toGroups } from "./change/insert_together.ts";
import { copyAll, isPlain, type RowKeeper } from "./change/take_file.ts";
import { divideLoaded, type LeftOut, listLeftOut } from "./file/left_out.ts";
import { claimParts } from "./lake/claims.ts";
import { toLakeError } from "./lake/lake_error.ts";
import {
  type LakePart,
  type LakeParts,
  readLakeParts,
} from "./lake/lake_tables.ts";
import { registerFile } from "./lake/register_file.ts";
import { findTakenRuns } from "./lake/taken_runs.ts";
import type { LoadOptions, LoadResult } from "./load_result.ts";
import { MERGED_PREFIX, readMerged } from "./records/merged_parts.ts";
import { knownRows } from "./records/known_rows.ts";
import { type Part, toKey } from "./records/part.ts";
import type { NeededScan } from "./records/scan.ts";
import { factsVersion } from "./tables/fact_tables.ts";

/**
 * Rows from which on Parquet is registered even if other parts arrive with it: a query takes as long to open a file as to read
 * some thousand rows, and those of parts that arrive together are in one.
 */
const REGISTERED_ROWS = 10_000;

/** Attempts to load a part while others change the same rows of the store. */
const MAX_ATTEMPTS = 10;

/** Who changes a DuckLake, and with what. */
interface LakePlace {
  /** This machine and folder. */
  readonly origin: string;
  /** For temporary files. */
  readonly folder: string;
}

/**
 * Changes the DuckLake that is attached, of which `parts` and `facts` are what it holds, to hold what was found. A part is
 * left out if another machine has loaded one of its name with other rows, or one of its runs.
 */
export async function changeLake(
  connection: DuckDBConnection,
  { states, changed }: NeededScan,
  { parts, facts, createViews, onProgress, ...place }: LakePlace & LakeParts & {
    /** Called before the first change: by the views of a session, facts are computed. */
    readonly createViews: () => Promise<void>;
    readonly onProgress: NonNullable<LoadOptions["onProgress"]>;
  },
): Promise<Pick<LoadResult, "loaded" | "removed" | "unchanged" | "leftOut">> {
  const { origin, folder } = place;
  const change = {
    ...{ remove: [], group: [], folder, keeper: copyAll },
    also: () => Promise.resolve(),
  };
  const present = new Set(states.map(toKey));
  const gone = [...parts].filter(([key, part]) =>
    part.origin === origin && !present.has(key)
  );
  const isCurrent = facts === factsVersion && gone.length === 0 &&
    changed.length === 0;
  if (!isCurrent) await createViews();
  if (facts !== factsVersion) {
    await changeGroup(connection, { ...change, facts: "all" });
  }
  const holders = await findHolders(changed);
  const replaced = Map.groupBy(gone, ([key]) => holders.get(key) ?? "");
  // First: a run that is in a part of another name now would be there twice.
  for (const [key, part] of replaced.get("") ?? []) {
    await changeGroup(connection, {
      ...{ ...change, remove: [key] },
      facts: "none",
      also: () =>
        claimParts(connection, { loaded: [], removed: [part] }, origin),
    });
  }
  const taken = await findTakenRuns(
    connection,
    changed.filter(({ problem }) => problem === ""),
    new Set(gone.map(([key]) => key)),
  );
  const clashes = changed.flatMap((part) => {
    const other = taken.get(toKey(part));
    return other === undefined ? [] : [
      toLeftOut(
        part,
        `a run of it is in ${other} too, which has been loaded; remove one of the two`,
      ),
    ];
  });
  const free = changed.filter((part) => !taken.has(toKey(part)));
  let done = clashes.length;
  for (const group of toLakeGroups(free, parts)) {
    const [first] = group;
    onProgress(done, changed.length, first ? toKey(first) : "");
    done += group.length;
    if (group.length > 1 && await loadTogether(connection, group, place)) {
      continue;
    }
    for (const part of group) {
      const found = parts.get(toKey(part));
      const leaving = (replaced.get(toKey(part)) ?? []).map(([, part]) => part);
      const other = await loadPart(connection, part, {
        ...{ ...place, found, leaving },
      });
      if (other === "") continue;
      clashes.push(
        toLeftOut(
          part,
          `${other} has loaded other rows under this name; give the part and its runs another one`,
        ),
      );
    }
  }
  const leftOut = [...clashes, ...await listLeftOut(connection)];
  return {
    loaded: divideLoaded(changed, leftOut).loaded.length,
    removed: gone.length,
    unchanged: states.length - changed.length,
    leftOut,
  };
}

/** Returns the merged part that has the rows of each part in it, by their keys. */
async function findHolders(
  changed: readonly Part[],
): Promise<ReadonlyMap<string, string>> {
  const holders = new Map<string, string>();
  for (const holder of changed) {
    const [file] = holder.files;
    const isMerged = holder.part.startsWith(MERGED_PREFIX);
    if (!isMerged || file === undefined) continue;
    for (const { part } of await readMerged(dirname(file.path))) {
      holders.set(toKey({ ...holder, part }), toKey(holder));
    }
  }
  return holders;
}

/**
 * Divides parts into those that arrive together, new ones of few rows, and others, which arrive each by itself, to be
 * registered. First those without Parquet: their rows may be kept in the catalogue, whatever becomes of the tables' storage.
 */
function toLakeGroups(
  changed: readonly Part[],
  parts: LakeParts["parts"],
): Part[][] {
  const { text = [], short = [], other = [] } = Object.groupBy(
    changed,
    (part) => parts.has(toKey(part)) ? "other" : toSize(part),
  );
  return [
    ...toGroups(text),
    ...toGroups(short),
    ...other.map((part) => [part]),
  ];
}

/** `text` of a part without Parquet, `short` of one with no more than few rows of it. */
function toSize(part: Part): "text" | "short" | "other" {
  const rows = part.files.filter(({ path }) => path.endsWith(".parquet"))
    .map((file) => knownRows(part, file) ?? Infinity);
  if (rows.length === 0) return "text";
  return rows.every((n) => n < REGISTERED_ROWS) ? "short" : "other";
}

/** Takes Parquet of any size: many small files are merged when the store is tidied. */
function registerAll(connection: DuckDBConnection): RowKeeper {
  return {
    ...copyAll,
    wants: (_, file) => isPlain(file),
    take: (_, { table, path }) => registerFile(connection, table, path),
  };
}

/** Loads parts in one transaction; false, and nothing is changed, if one must be loaded by itself. */
async function loadTogether(
  connection: DuckDBConnection,
  group: readonly Part[],
  { origin, folder }: LakePlace,
): Promise<boolean> {
  try {
    return await changeGroup(connection, {
      ...{ remove: [], group, folder, facts: "files", keeper: copyAll },
      also: () =>
        claimParts(connection, { loaded: group, removed: [] }, origin),
    });
  } catch (error) {
    if (isConflict(error)) return false;
    throw toLakeError(error, "load into the shared store");
  }
}

/**
 * Loads a part, unless it is there; returns the machine that has loaded another of its name, or empty. `found` is what the
 * store held under its name: the store refuses the part if that has changed, and only then is asked again. The parts of
 * `leaving` are removed with it.
 */
async function loadPart(
  connection: DuckDBConnection,
  part: Part,
  { origin, folder, found, leaving }: LakePlace & {
    readonly found: LakePart | undefined;
    readonly leaving: readonly LakePart[];
  },
): Promise<string> {
  const key = toKey(part);
  let known = found;
  for (let attempt = 1;; attempt++) {
    if (known?.digest === part.digest) return "";
    if (known !== undefined && known.origin !== origin) return known.origin;
    try {
      await changeGroup(connection, {
        remove: [...known === undefined ? [] : [key], ...leaving.map(toKey)],
        ...{ group: [part], folder },
        facts: "files",
        keeper: registerAll(connection),
        also: () =>
          claimParts(connection, { loaded: [part], removed: leaving }, origin),
      });
      return "";
    } catch (error) {
      if (!isConflict(error) || attempt === MAX_ATTEMPTS) {
        throw toLakeError(error, `load ${key} into the shared store`);
      }
      known = (await readLakeParts(connection)).parts.get(key);
    }
  }
}

function isConflict(error: unknown): boolean {
  return error instanceof Error && /conflict/i.test(error.message);
}

function toLeftOut(
  { experiment, part, runs }: Part,
  message: string,
): LeftOut {
  return {
    ...{ experiment, part, code: "part-left-out", place: part },
    ...{ message, n: Math.max(1, runs.length) },
  };
}
