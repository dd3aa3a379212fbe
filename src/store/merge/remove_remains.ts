/** Removes the folders whose rows are in a merged part, also those that a merge which was killed has left. */
import {
  findDamage,
  readManifest,
  readPart,
  readRuns,
} from "../../record/mod.ts";
import { findRemains } from "../records/merged_parts.ts";
import { findOrphans } from "../records/read_record.ts";
import { stampFolders } from "../records/stamps.ts";

/**
 * Moves such folders of a record into `trash`, which must be on the same disk; returns their number. A folder goes at once, so
 * that no reader finds half of its files. It stays if the merged part that has its rows is not as it was written.
 */
export async function removeRemains(
  record: string,
  trash: string,
): Promise<number> {
  const { runs } = await readRuns(record);
  const named = Object.groupBy(runs, ({ part }) => part);
  const remains = await findRemains(
    record,
    findOrphans(stampFolders(record), named),
    Object.keys(named),
  );
  const whole = new Map([["", true]]);
  let removed = 0;
  for (const { part, heldBy } of remains) {
    const isWhole = whole.get(heldBy) ??
      await isAsWritten(`${record}/${heldBy}`);
    whole.set(heldBy, isWhole);
    if (!isWhole) continue;
    await Deno.rename(`${record}/${part}`, `${trash}/${part}`);
    removed++;
  }
  return removed;
}

async function isAsWritten(folder: string): Promise<boolean> {
  try {
    const manifest = await readManifest(folder);
    if (manifest === null) return false;
    const files = await readPart(folder);
    return await findDamage(manifest, files.map(({ path }) => path)) === "";
  } catch {
    // What is wrong with it is told by the next load.
    return false;
  }
}
