/** Scans the records on disk part by part; reads only what has changed since it was known. */
import { listFolders } from "../../record/mod.ts";
import { continueRecord } from "./continue_record.ts";
import type { KnownRecords } from "./known_records.ts";
import { type Part, type PartState, toKey } from "./part.ts";
import { readRecord } from "./read_record.ts";

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
    const record =
      (earlier === null ? null : await continueRecord(place, earlier)) ??
        await readRecord(place, earlier);
    states.push(...record.states);
    for (const part of record.read) parts.set(toKey(part), part);
    if (record.states.length > 0) now[experiment] = record.known;
  }
  return { states, parts, known: now };
}
