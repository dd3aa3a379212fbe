/**
 * Tells what a merge of parts has left. `merged.json` of a merged part lists the parts whose rows it holds.
 *
 * A merge (`merge/merge_runs.ts`) puts the merged part in place, then moves the lines of all runs to it at once, then removes
 * the parts. Meanwhile, and after one that was killed, there are folders that no run names, of which nothing has to be told:
 * their rows are in parts that runs name.
 */
import { z } from "zod";
import {
  digest,
  MANIFEST,
  maybeJson,
  readTextIfThere,
  replaceText,
} from "../../record/mod.ts";

/** Name of the list in the folder of a merged part. */
export const MERGED = "merged.json";

/** Beginning of the names of merged parts. */
export const MERGED_PREFIX = "merged-";

const Replaced = z.strictObject({
  part: z.string(),
  /** SHA-256 of its manifest. */
  manifest: z.string().regex(/^[0-9a-f]{64}$/),
});
/** A part whose rows are in a merged part. */
export type Replaced = z.infer<typeof Replaced>;

const Merged = z.strictObject({
  format: z.literal(1),
  parts: z.array(Replaced),
});

/** Writes the list of a merged part, a part a line. */
export async function writeMerged(
  folder: string,
  parts: readonly Replaced[],
): Promise<void> {
  const lines = parts.map((part) => JSON.stringify(part)).join(",\n");
  const text = `{"format":1,"parts":[\n${lines}\n]}\n`;
  await replaceText(`${folder}/${MERGED}`, text);
}

/** Returns the list of a part; empty if it has none that can be read. */
export async function readMerged(folder: string): Promise<readonly Replaced[]> {
  const text = await readTextOf(folder, MERGED);
  const parsed = Merged.safeParse(maybeJson(text ?? ""));
  return parsed.success ? parsed.data.parts : [];
}

/** Returns the SHA-256 of the manifest of a part; `gone` if there is none, `closed` if it cannot be read. */
export async function digestManifest(folder: string): Promise<string> {
  const text = await readTextOf(folder, MANIFEST);
  return text === null ? "closed" : text === undefined ? "gone" : digest(text);
}

/** Reads a file of a part; undefined if there is none, null if it cannot be read, which is told of the part. */
async function readTextOf(
  folder: string,
  name: string,
): Promise<string | undefined | null> {
  return await readTextIfThere(`${folder}/${name}`).catch(() => null);
}

/** A folder that a merge has left. */
export interface Remains {
  readonly part: string;
  /** The merged part that has its rows; empty for a merged part itself, whose rows are in the parts that it lists. */
  readonly heldBy: string;
}

/**
 * Returns those of some folders, which no run names, that a merge has left. `named` are the parts that runs name. A folder
 * whose manifest is not as it was merged is none of them, nor is a merged part if one that it lists is not as it was.
 */
export async function findRemains(
  record: string,
  folders: readonly string[],
  named: readonly string[],
): Promise<readonly Remains[]> {
  if (folders.length === 0) return [];
  const holders = new Map<string, Remains & Replaced>();
  for (const heldBy of named) {
    if (!heldBy.startsWith(MERGED_PREFIX)) continue;
    for (const replaced of await readMerged(`${record}/${heldBy}`)) {
      holders.set(replaced.part, { ...replaced, heldBy });
    }
  }
  const known = new Set(named);
  const remains: Remains[] = [];
  for (const part of folders) {
    const holder = holders.get(part);
    const now = await digestManifest(`${record}/${part}`);
    // It may have been removed since it was listed.
    if (holder !== undefined && ["gone", holder.manifest].includes(now)) {
      remains.push({ part, heldBy: holder.heldBy });
    } else if (await isUnused(record, part, known)) {
      remains.push({ part, heldBy: "" });
    }
  }
  return remains;
}

/** Whether a folder is a merged part whose rows are all in parts that runs name, and that are as they were. */
async function isUnused(
  record: string,
  part: string,
  named: ReadonlySet<string>,
): Promise<boolean> {
  if (!part.startsWith(MERGED_PREFIX)) return false;
  const listed = await readMerged(`${record}/${part}`);
  for (const { part, manifest } of listed) {
    if (!named.has(part)) return false;
    if (await digestManifest(`${record}/${part}`) !== manifest) return false;
  }
  return listed.length > 0;
}
