/** Reads what has been added to a record since it was known: the usual change, at the cost of what is new. */
import { createHash } from "node:crypto";
import {
  compareText,
  hashRuns,
  ifThere,
  parseRuns,
  type Run,
} from "../../record/mod.ts";
import type { KnownPart, KnownRecord } from "./known_records.ts";
import { toKey, toPart, toState } from "./part.ts";
import {
  digestLines,
  findOrphans,
  type ReadRecord,
  type RecordPlace,
  REPORTS,
  toKnown,
} from "./read_record.ts";
import { noFolder, type Stamp, stampFile, stampFolders } from "./stamps.ts";

/** Changed parts up to which the lines of each are looked for: a record that was copied or restored has changed in all. */
const MAX_STALE = 16;

/**
 * Returns a known record as it is now, of which new parts and those with changed files are read. Null if that does not
 * suffice, as more than this has changed or something has to be told: the record is then read as a whole.
 */
export async function continueRecord(
  { data, experiment, partOfRun }: RecordPlace,
  known: KnownRecord,
): Promise<ReadRecord | null> {
  if (!known.plain) return null;
  const folder = `${data}/${experiment}`;
  const stamp = stampFile(folder, REPORTS);
  const stamps = stampFolders(folder);
  const stampOf = (part: string) => (stamps.get(part) ?? noFolder).text;
  const stale = known.parts.filter(({ part, stamp }) =>
    stamp === "" || stamp !== stampOf(part)
  );
  if (stale.length > MAX_STALE) return null;
  const isSame = stamp !== "" && stamp === known.stamp;
  const reports = isSame && stale.length === 0
    ? { bytes: noBytes, added: [], size: known.size, sha256: known.sha256 }
    : await readReports(`${folder}/${REPORTS}`, known);
  if (reports === null) return null;
  const added = Object.groupBy(reports.added, ({ part }) => part);
  if (!isAddition({ experiment, partOfRun, stamps }, known, added)) return null;
  const all = stale.length === 0
    ? []
    : new TextDecoder().decode(reports.bytes).split("\n");
  const changed = [
    ...stale.map((part) => ({ part: part.part, runs: runsOf(all, part) })),
    ...Object.entries(added).map(([part, runs = []]) => ({ part, runs })),
  ];
  const read = [];
  const parts = new Map(known.parts.map((part) => [part.part, part]));
  for (const { part, runs } of changed) {
    if (runs === null) return null;
    const lines = hashRuns(runs);
    const now = await toPart({ experiment, part, runs }, {
      ...{ folder: `${folder}/${part}`, problem: "", lines },
    });
    if (now.problem !== "") return null;
    read.push(now);
    parts.set(
      part,
      toKnown(toState(now), {
        stamp: stampOf(part),
        lines: digestLines(lines),
        runs: runs.map(({ run_id }) => run_id),
      }),
    );
  }
  const sorted = [...parts.values()]
    .sort((a, b) => compareText(a.part, b.part));
  for (const { part, runs } of sorted) {
    for (const run of runs) partOfRun.set(run, toKey({ experiment, part }));
  }
  const { size, sha256 } = reports;
  return {
    states: sorted.map(({ part, digest, unchecked }) => ({
      ...{ experiment, part, digest, unchecked },
    })),
    read,
    known: { stamp, size, sha256, plain: true, parts: sorted },
  };
}

/** The file of the runs, with those of the lines that were added. */
interface Reports {
  readonly bytes: Uint8Array;
  readonly added: readonly Run[];
  readonly size: number;
  readonly sha256: string;
}

const noBytes = new Uint8Array();

/** Reads the file; null if it does not begin with what is known, has a line that cannot be read, or is gone. */
async function readReports(
  path: string,
  known: KnownRecord,
): Promise<Reports | null> {
  const bytes = await ifThere(Deno.readFile(path));
  if (bytes === undefined) return null;
  const hash = createHash("sha256").update(bytes.subarray(0, known.size));
  if (hash.copy().digest("hex") !== known.sha256) return null;
  const rest = bytes.subarray(known.size);
  const { runs, rejected } = parseRuns(new TextDecoder().decode(rest));
  const isWhole = rest.length === 0 || rest.at(-1) === NEWLINE;
  return rejected.length > 0 || !isWhole ? null : {
    bytes,
    added: runs,
    size: bytes.length,
    sha256: hash.update(rest).digest("hex"),
  };
}

const NEWLINE = 10;

/** Whether runs are parts of their own that have ended, and no run or folder has to be told of. */
function isAddition(
  { experiment, partOfRun, stamps }:
    & Pick<
      RecordPlace,
      "experiment" | "partOfRun"
    >
    & { readonly stamps: ReadonlyMap<string, Stamp> },
  { parts }: KnownRecord,
  added: Readonly<Partial<Record<string, readonly Run[]>>>,
): boolean {
  const listed = {
    ...added,
    ...Object.fromEntries(parts.map(({ part }) => [part, true])),
  };
  const ids = new Set(parts.flatMap(({ runs }) => runs));
  for (const id of ids) if (partOfRun.has(id)) return false;
  const runs = Object.values(added).flatMap((runs) => runs ?? []);
  return runs.every(({ run_id, status, ...run }) =>
    run.experiment === experiment && status !== "running" &&
    !ids.has(run_id) && !partOfRun.has(run_id)
  ) && parts.every(({ part }) => !(part in added)) &&
    findOrphans(stamps, listed).length === 0;
}

/** Returns the runs of a part, without parsing the lines of others; null if they are not those that are known. */
function runsOf(lines: readonly string[], known: KnownPart): Run[] | null {
  const name = JSON.stringify(known.part);
  const own = lines.filter((line) => line.includes(name));
  const runs = parseRuns(own.join("\n")).runs
    .filter(({ part }) => part === known.part);
  return digestLines(hashRuns(runs)) === known.lines ? runs : null;
}
