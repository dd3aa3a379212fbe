/** Finds the parts of a record that are to be merged, and why others stay as they are. */
import { readRuns } from "../../record/mod.ts";
import { withWriter } from "../../record/disk/compact.ts";
import { chooseParts, type MergeChoice } from "./choose_parts.ts";
import type { OtherRuns } from "./other_runs.ts";
import { type RowSums, sumParts } from "./row_sums.ts";
import { type LeftPart, readSound, type SoundPart } from "./sound_part.ts";

/** A record, and a folder on the same disk for what is not whole yet, or not needed any more. */
export interface MergePlace {
  readonly data: string;
  readonly experiment: string;
  readonly staging: string;
}

/** Parts that can be merged, the sums of their rows, and those that stay as they are. */
export interface FoundParts {
  readonly sound: readonly SoundPart[];
  readonly sums: RowSums;
  readonly left: readonly LeftPart[];
}

/** Finds the parts of a record that are to be merged; reads each of their files twice. */
export async function findParts(
  { data, experiment, staging }: MergePlace,
  { others, ...choice }: MergeChoice & { readonly others: OtherRuns },
  onProgress: (text: string) => void,
): Promise<FoundParts> {
  const record = `${data}/${experiment}`;
  const { runs, rejected } = await readRuns(record);
  const [line] = rejected;
  if (line !== undefined) {
    // The line that is appended for a run would be its last, and hide that one.
    const reason =
      `line ${line.line} of reports.json cannot be read: restore or remove it`;
    return { sound: [], sums: new Map(), left: [{ part: "", reason }] };
  }
  const listed = [...Map.groupBy(runs, ({ part }) => part)]
    .map(([part, runs]) => ({ experiment, part, runs }));
  const chosen = chooseParts(listed, choice);
  // Usual where merges are made each night: other records need not be read.
  if (chosen.length === 0) return { sound: [], sums: new Map(), left: [] };
  const elsewhere = await others(experiment);
  const sound: SoundPart[] = [];
  const left: LeftPart[] = [];
  for (const [i, part] of chosen.entries()) {
    onProgress(`checking part ${i + 1}/${chosen.length} of ${experiment}`);
    const read = await readSound(record, part, elsewhere);
    if ("reason" in read) left.push(read);
    else sound.push(read);
  }
  onProgress(`counting rows of ${experiment}`);
  const summed = await withWriter(
    `${staging}/sums`,
    (connection) => sumParts(connection, sound),
  );
  const unsound = new Set(summed.left.map(({ part }) => part));
  return {
    sound: sound.filter(({ part }) => !unsound.has(part)),
    sums: summed.sums,
    left: [...left, ...summed.left],
  };
}
