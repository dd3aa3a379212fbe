/** Tells whether a part can be merged, by its lines and files: whatever a merged part could not hold keeps it as it is. */
import {
  findDamage,
  MANIFEST,
  type Manifest,
  readManifest,
  readPart,
  type TableFile,
} from "../../record/mod.ts";
import { digestManifest, MERGED } from "../records/merged_parts.ts";
import type { ListedPart } from "../records/part.ts";

/** A part whose files are as they were written, and of which nothing has to be told. */
export interface SoundPart extends ListedPart {
  readonly files: readonly TableFile[];
  readonly manifest: Manifest;
  /** SHA-256 of the text of the manifest. */
  readonly manifestDigest: string;
}

/** A part that stays as it is. */
export interface LeftPart {
  /** Empty for the whole record. */
  readonly part: string;
  readonly reason: string;
}

/**
 * Reads a part, each of its files once; returns the reason if it is to stay as it is. `elsewhere` are the runs of the other
 * records.
 */
export async function readSound(
  record: string,
  listed: ListedPart,
  elsewhere: ReadonlySet<string>,
): Promise<SoundPart | LeftPart> {
  const { part } = listed;
  const leave = (reason: string): LeftPart => ({ part, reason });
  const reason = reasonOfLines(listed, elsewhere);
  if (reason !== "") return leave(reason);
  const folder = `${record}/${part}`;
  try {
    const manifest = await readManifest(folder);
    if (manifest === null) return leave("no manifest");
    const files = await readPart(folder);
    const reason = reasonOfNumber(listed, manifest) ||
      await reasonOfNames(folder, manifest) ||
      await findDamage(manifest, files.map(({ path }) => path)) ||
      reasonOfTails(files);
    if (reason !== "") return leave(reason);
    const manifestDigest = await digestManifest(folder);
    return { ...listed, files, manifest, manifestDigest };
  } catch (error) {
    const [text = ""] = (error as Error).message.split("\n");
    return leave(
      error instanceof SyntaxError ? `${MANIFEST} is damaged (${text})` : text,
    );
  }
}

function reasonOfLines(
  { experiment, runs }: ListedPart,
  elsewhere: ReadonlySet<string>,
): string {
  if (runs.some((run) => run.experiment !== experiment)) {
    return "a run of it is of another experiment";
  }
  if (runs.some(({ run_id }) => elsewhere.has(run_id))) {
    return "a run of it is in another record too";
  }
  return runs.some(({ status }) => status === "running")
    ? "a run of it is in progress, or was killed"
    : "";
}

function reasonOfNumber({ runs }: ListedPart, manifest: Manifest): string {
  return manifest.runs === null || manifest.runs === runs.length
    ? ""
    : `reports.json names ${runs.length} of its ${manifest.runs} runs`;
}

async function reasonOfNames(
  folder: string,
  { tables }: Manifest,
): Promise<string> {
  const known = new Set([MANIFEST, MERGED, ...tables.map(({ file }) => file)]);
  for await (const { name } of Deno.readDir(folder)) {
    if (!known.has(name)) return `it has ${name}, which is no table`;
  }
  return "";
}

function reasonOfTails(files: readonly TableFile[]): string {
  const torn = files.find(({ whole, size }) => whole < size);
  return torn === undefined ? "" : `its ${torn.table} end in half a row`;
}
