/** Scans the records on disk part by part; reads only what has changed since it was known. */
import { listFolders } from "../../record/mod.ts";
import { continueRecord } from "./continue_record.ts";
import type { KnownRecord, KnownRecords } from "./known_records.ts";
import { type Part, type PartState, toKey } from "./part.ts";
import {
  type ReadRecord,
  readRecord,
  type RecordPlace,
  REPORTS,
} from "./read_record.ts";
import { inodeOf } from "./stamps.ts";

/** The records as they are on disk. */
export interface Scan {
  /** Every part of every record, in order; unreadable parts too. */
  readonly states: readonly PartState[];
  /** Parts whose files were read, by key; unreadable ones with their problem. */
  readonly parts: ReadonlyMap<string, Part>;
  readonly known: KnownRecords;
}

/** Scans every record under `data`. */
export async function scan(data: string, known: KnownRecords): Promise<Scan> {
  const states: PartState[] = [];
  const parts = new Map<string, Part>();
  const now: Record<string, KnownRecords[string]> = {};
  const partOfRun = new Map<string, string>();
  for (const experiment of await listFolders(data)) {
    const place = { data, experiment, partOfRun };
    const earlier = Object.hasOwn(known, experiment)
      ? known[experiment] ?? null
      : null;
    const record = await readUnmoved(place, earlier);
    states.push(...record.states);
    for (const part of record.read) parts.set(toKey(part), part);
    if (record.states.length > 0) now[experiment] = record.known;
  }
  return { states, parts, known: now };
}

/** Reads of a record, of which a merge has moved runs each time, before it is taken as it was read. */
const MAX_READS = 3;

/** Reads a record; again if a merge has moved runs of it meanwhile, as the files of their parts may have been gone. */
async function readUnmoved(
  place: RecordPlace,
  earlier: KnownRecord | null,
): Promise<ReadRecord> {
  const { data, experiment, partOfRun } = place;
  const path = `${data}/${experiment}/${REPORTS}`;
  for (let n = 1;; n++) {
    const before = inodeOf(path);
    const record =
      (earlier === null ? null : await continueRecord(place, earlier)) ??
        await readRecord(place, earlier);
    const isUnmoved = record.read.length === 0 || inodeOf(path) === before;
    if (isUnmoved || n === MAX_READS) return record;
    for (const [run, key] of partOfRun) {
      if (key.startsWith(`${experiment}/`)) partOfRun.delete(run);
    }
  }
}

/** The records, with the parts that a store lacks. */
export interface NeededScan extends Scan {
  /** Parts of which the store has not this state, in order. */
  readonly changed: readonly Part[];
}

/** Scans the records so that each part has been read whose digest is not that of its key in a store. */
export async function scanFor(
  data: string,
  known: KnownRecords,
  stored: ReadonlyMap<string, string>,
): Promise<NeededScan> {
  const found = await scan(data, known);
  const keys = changedParts(found, stored).map(toKey);
  const changed = keys.flatMap((key) => found.parts.get(key) ?? []);
  // Known, and not in this store: of another store, or it is gone.
  return changed.length === keys.length
    ? { ...found, changed }
    : await scanFor(data, {}, stored);
}

/** Returns the parts of which a store, by the digest of each key, has not this state. */
export function changedParts(
  { states }: Pick<Scan, "states">,
  stored: ReadonlyMap<string, string>,
): PartState[] {
  return states.filter((state) => stored.get(toKey(state)) !== state.digest);
}
