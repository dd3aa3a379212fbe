/** Reads a record as a whole: every line, and those of its parts whose lines or files have changed. */
import { createHash, type Hash } from "node:crypto";
import {
  digest,
  hashRuns,
  ifThere,
  parseRuns,
  readSettledRuns,
} from "../../record/mod.ts";
import type { KnownPart, KnownRecord } from "./known_records.ts";
import { findRemains } from "./merged_parts.ts";
import {
  type Part,
  type PartState,
  toKey,
  toPart,
  toState,
  toUnreadablePart,
} from "./part.ts";
import { noFolder, type Stamp, stampFile, stampFolders } from "./stamps.ts";

/** File of the runs of a record. */
export const REPORTS = "reports.json";

/** Place of a record, and what is known before it is read. */
export interface RecordPlace {
  readonly data: string;
  readonly experiment: string;
  /** Key of the part in which each run was found first; the runs of the record are added. */
  readonly partOfRun: Map<string, string>;
}

/** A record as it is on disk now. */
export interface ReadRecord {
  /** Every part, in order. */
  readonly states: readonly PartState[];
  /** Those of them whose files were read. */
  readonly read: readonly Part[];
  readonly known: KnownRecord;
}

/** Reads a record. */
export async function readRecord(
  { data, experiment, partOfRun }: RecordPlace,
  known: KnownRecord | null,
): Promise<ReadRecord> {
  const folder = `${data}/${experiment}`;
  const stamp = stampFile(folder, REPORTS);
  const stamps = stampFolders(folder);
  const bytes = await ifThere(Deno.readFile(`${folder}/${REPORTS}`)) ??
    new Uint8Array();
  const found = parseRuns(new TextDecoder().decode(bytes));
  const isBusy = found.runs.some(({ status }) => status === "running");
  const record = isBusy ? await readSettledRuns(folder) : found;
  const runs = record.runs.filter((run) => run.experiment === experiment);
  const rejected = [
    ...record.rejected,
    ...record.runs.filter((run) => run.experiment !== experiment)
      .map((run) => ({
        line: 0,
        message: `run ${run.run_id} is of experiment '${run.experiment}'`,
        torn: false,
      })),
  ];
  const byPart = Object.groupBy(runs, ({ part }) => part);
  const earlier = new Map(known?.parts.map((part) => [part.part, part]));
  const states: PartState[] = [];
  const read: Part[] = [];
  const parts: KnownPart[] = [];
  for (const part of Object.keys(byPart).sort()) {
    const runs = byPart[part] ?? [];
    const problem = claimRuns({ experiment, part, runs }, partOfRun);
    const { text } = stamps.get(part) ?? noFolder;
    const hash = hashRuns(runs);
    const lines = digestLines(hash);
    const same = earlier.get(part);
    const isKnown = problem === "" && same !== undefined &&
      isSame(same, { stamp: text, lines });
    if (!isKnown) {
      read.push(
        await toPart({ experiment, part, runs }, {
          ...{ folder: `${folder}/${part}`, problem, lines: hash },
        }),
      );
    }
    const now = isKnown ? null : read.at(-1) ?? null;
    const state = now !== null ? toState(now) : {
      ...{ experiment, part, digest: same?.digest ?? "" },
      unchecked: same?.unchecked ?? false,
    };
    states.push(state);
    parts.push(toKnown(state, {
      ...{ lines, runs: runs.map(({ run_id }) => run_id) },
      stamp: now === null || now.problem === "" ? text : "",
    }));
  }
  // Without reports.json, only a manifest distinguishes a record from other folders, such as one of sources.
  const unnamed = findOrphans(stamps, byPart);
  const remains = new Set(
    (await findRemains(folder, unnamed, Object.keys(byPart)))
      .map(({ part }) => part),
  );
  const orphans = unnamed.filter((part) => !remains.has(part)).map((part) =>
    toUnreadablePart(
      { experiment, part, runs: [] },
      "reports.json names no run of it; restore the line, or remove the folder",
    )
  );
  const unreadable: Part[] = rejected.length === 0 ? [] : [{
    ...{ experiment, part: "", digest: digest(JSON.stringify(rejected)) },
    ...{ runs: [], files: [], rejected, manifest: null, problem: "" },
  }];
  const rest = [...orphans, ...unreadable];
  const ends = bytes.at(-1) === NEWLINE;
  const hasProblem = read.some(({ problem }) => problem !== "");
  return {
    states: [...states, ...rest.map(toState)],
    read: [...read, ...rest],
    known: {
      ...{ stamp, size: bytes.length, parts },
      sha256: createHash("sha256").update(bytes).digest("hex"),
      plain: ends && rest.length === 0 && !isBusy && !hasProblem,
    },
  };
}

const NEWLINE = 10;

/** Returns the digest of the lines of a part, from their hash, to which more may be added. */
export function digestLines(hash: Hash): string {
  return hash.copy().digest("hex").slice(0, 32);
}

/** Whether the lines and files of a part are those that are known. */
export function isSame(
  known: KnownPart,
  now: Pick<KnownPart, "stamp" | "lines">,
): boolean {
  return now.stamp !== "" && known.stamp === now.stamp &&
    known.lines === now.lines;
}

/** Returns what is to be known of a part. */
export function toKnown(
  { part, digest, unchecked }: PartState,
  rest: Pick<KnownPart, "stamp" | "lines" | "runs">,
): KnownPart {
  return { part, digest, unchecked, ...rest };
}

/** Claims the runs of a part for it; returns why it cannot be loaded if one of them is in another part too. */
function claimRuns(
  { experiment, part, runs }: Pick<Part, "experiment" | "part" | "runs">,
  partOfRun: Map<string, string>,
): string {
  const firstPart = runs.map(({ run_id }) => partOfRun.get(run_id))
    .find((key) => key !== undefined);
  if (firstPart !== undefined) {
    return `a run of it is in ${firstPart} too; remove one of the two lines from its reports.json`;
  }
  const key = toKey({ experiment, part });
  for (const { run_id } of runs) partOfRun.set(run_id, key);
  return "";
}

/** Returns the folders of a record that were closed as parts but are named by no run, in order. */
export function findOrphans(
  stamps: ReadonlyMap<string, Stamp>,
  listed: Readonly<Record<string, unknown>>,
): string[] {
  return [...stamps].filter(([part, { hasManifest }]) =>
    hasManifest && !(part in listed)
  ).map(([part]) => part).sort();
}
