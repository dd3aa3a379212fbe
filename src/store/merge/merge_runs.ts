/**
 * Merges parts of a record into one, so that loads and queries look at some files where they looked at those of thousands
 * of runs. Every row stays, and every line; runs keep their ids.
 *
 * 1. Take the lock of those who import or merge; remove what a killed merge has left.
 * 2. Choose parts by their runs (`choose_parts.ts`), and leave those that have what a merged part could not hold: rows that are
 *    not as they were written, another file, a row of no run (`sound_part.ts`, `row_sums.ts`).
 * 3. Write the merged part beside the records, and compare its rows with those of the parts, run by run (`write_part.ts`).
 * 4. Put it in place, and move the lines of all runs to it at once (`move_runs.ts`): until then the record is the parts, from
 *    then on the merged part. Each step is on the disk before the next.
 * 5. Remove the parts (`remove_remains.ts`).
 *
 * Killed in between, a merge leaves folders that no run names: loads pass over them (`records/merged_parts.ts`), and the next
 * merge removes them.
 */
import {
  digest,
  exists,
  ifThere,
  listRecords,
  RECORDS_LOCK,
  UsageError,
} from "../../record/mod.ts";
import { withRemedy } from "../file/full_disk.ts";
import { MERGED_PREFIX } from "../records/merged_parts.ts";
import type { MergeChoice } from "./choose_parts.ts";
import { findParts, type MergePlace } from "./find_parts.ts";
import { moveRuns } from "./move_runs.ts";
import { type OtherRuns, otherRuns } from "./other_runs.ts";
import { removeRemains } from "./remove_remains.ts";
import type { LeftPart } from "./sound_part.ts";
import { writePart } from "./write_part.ts";

/** Options of `mergeRuns()`. */
export interface MergeOptions extends MergeChoice {
  /** Whether to say what would be merged, and to change nothing. */
  readonly dryRun: boolean;
  /** Called before steps that take long. */
  readonly onProgress: (text: string) => void;
  /** Called before waiting for another import or merge to end. */
  readonly onWait: () => void;
}

/** What became of one record. */
export interface MergedRecord {
  readonly experiment: string;
  /** Name of the merged part; null if there is none, as fewer than two parts can be merged or nothing was to be changed. */
  readonly part: string | null;
  /** Parts, and runs in them, that were merged or would be. */
  readonly parts: number;
  readonly runs: number;
  /** Chosen parts that stay as they are. */
  readonly left: readonly LeftPart[];
  /** Folders that were removed, as an earlier merge had left them. */
  readonly removed: number;
}

const STAGING_PREFIX = ".merging-";

/**
 * Merges parts of the records of some experiments under `data`. Throws `UsageError` for an experiment without a record, and
 * if runs of the chosen parts change meanwhile or the disk is full: the record is then as it was.
 */
export async function mergeRuns(
  data: string,
  experiments: readonly string[],
  options: MergeOptions,
): Promise<readonly MergedRecord[]> {
  const known = await ifThere(listRecords(data)) ?? [];
  const unknown = experiments.find((name) => !known.includes(name));
  if (unknown !== undefined) {
    throw new UsageError(
      `Cannot merge runs of '${unknown}' as ${data} has no record of it: ${
        known.length === 0
          ? "name another folder with --data"
          : `name one of ${known.join(", ")}`
      }`,
    );
  }
  using lock = await Deno.open(`${data}/${RECORDS_LOCK}`, {
    write: true,
    create: true,
  });
  if (!await lock.tryLock(true)) {
    options.onWait();
    await lock.lock(true);
  }
  if (!options.dryRun) await removeLeftovers(data);
  // Read once for all: a merge changes no id.
  const others = otherRuns(data);
  const merged: MergedRecord[] = [];
  for (const experiment of new Set(experiments)) {
    const staging = await Deno.makeTempDir({
      dir: data,
      prefix: STAGING_PREFIX,
    });
    try {
      merged.push(
        await mergeRecord({ data, experiment, staging }, {
          ...options,
          others,
        }),
      );
    } catch (error) {
      throw withRemedy(error, `merge runs of ${experiment} in ${data}`);
    } finally {
      await Deno.remove(staging, { recursive: true });
    }
  }
  return merged;
}

async function mergeRecord(
  place: MergePlace,
  options: MergeOptions & { readonly others: OtherRuns },
): Promise<MergedRecord> {
  const { data, experiment, staging } = place;
  const { onProgress } = options;
  const record = `${data}/${experiment}`;
  const trash = `${staging}/removed`;
  await Deno.mkdir(trash);
  const removed = options.dryRun ? 0 : await removeRemains(record, trash);
  const { sound, sums, left } = await findParts(place, options, onProgress);
  const runs = sound.reduce((sum, part) => sum + part.runs.length, 0);
  if (sound.length < 2) {
    return { experiment, part: null, parts: 0, runs: 0, left, removed };
  }
  const found = { experiment, parts: sound.length, runs, left, removed };
  if (options.dryRun) return { ...found, part: null };
  const ids = sound.flatMap((part) => part.runs.map(({ run_id }) => run_id));
  const part = `${MERGED_PREFIX}${digest(ids.join("\n"), 16)}`;
  if (await exists(`${record}/${part}`)) {
    throw new UsageError(
      `Cannot merge runs of ${experiment} as there is a folder ${record}/${part} already, which is not as a merge leaves it: move it away`,
    );
  }
  onProgress(`writing ${runs} runs of ${experiment}`);
  await writePart(`${staging}/part`, { parts: sound, sums, staging });
  const isMoved = await moveRuns(record, {
    ...{ from: new Set(sound.map(({ part }) => part)), to: part },
    ...{ runs: new Set(ids), staging },
  });
  if (!isMoved) {
    throw new UsageError(
      `Cannot merge runs of ${experiment} as they have changed meanwhile: merge them again`,
    );
  }
  onProgress(`removing folders of ${experiment}`);
  await removeRemains(record, trash);
  return { ...found, part };
}

/** Removes what killed merges had in hand; the caller's lock ensures that none is at work. */
async function removeLeftovers(data: string): Promise<void> {
  for await (const { name } of Deno.readDir(data)) {
    if (name.startsWith(STAGING_PREFIX)) {
      await Deno.remove(`${data}/${name}`, { recursive: true });
    }
  }
}
