/**
 * Lists rows, bytes and checksums of a part's tables at their close, in `tables.json` beside them.
 *
 * It shows rows that are lost, doubled or damaged later. A part without a manifest was killed before its close, or is
 * older than manifests: it is loaded unchecked.
 */
import { createHash } from "node:crypto";
import { z } from "zod";
import { ifThere, readTextIfThere } from "./if_there.ts";
import { readBlocks } from "./read.ts";
import { replaceText } from "./write_whole.ts";

const Table = z.strictObject({
  /** `samples.csv` */
  file: z.string(),
  rows: z.number().int().min(0),
  bytes: z.number().int().min(0),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});

/** State of one table file at its close. */
export type ManifestTable = z.infer<typeof Table>;

const Manifest = z.strictObject({
  format: z.literal(1),
  /** Number of runs in the part; null if its writer did not know. */
  runs: z.number().int().min(0).nullable(),
  tables: z.array(Table),
});

/** Manifest of a part, as parsed. */
export type Manifest = z.infer<typeof Manifest>;

/** Name of the manifest in a part's folder. */
export const MANIFEST = "tables.json";

/** Writes the manifest of a part, atomically. */
export async function writeManifest(
  folder: string,
  content: Omit<Manifest, "format">,
): Promise<void> {
  await replaceText(
    `${folder}/${MANIFEST}`,
    `${JSON.stringify({ format: 1, ...content }, null, 1)}\n`,
  );
}

/** Reads the manifest of a part; null if there is none. Throws `SyntaxError` if it is damaged. */
export async function readManifest(folder: string): Promise<Manifest | null> {
  const text = await readTextIfThere(`${folder}/${MANIFEST}`);
  return text === undefined ? null : parseManifest(text);
}

/** Removes the manifest of a part that is written to again; returns its tables, or an empty list if it is damaged. */
export function dropManifest(folder: string): readonly ManifestTable[] {
  const path = `${folder}/${MANIFEST}`;
  try {
    const text = Deno.readTextFileSync(path);
    Deno.removeSync(path);
    return parseManifest(text).tables;
  } catch (error) {
    const expected = error instanceof Deno.errors.NotFound ||
      error instanceof SyntaxError;
    if (expected) return [];
    throw error;
  }
}

/** Describes a table file as it is now. Counts the rows of a CSV unless `rows` is given. */
export async function describeFile(
  path: string,
  rows?: number,
): Promise<ManifestTable> {
  const hash = createHash("sha256");
  let [bytes, newlines, quoted] = [0, 0, false];
  for await (const block of readBlocks(path)) {
    hash.update(block);
    bytes += block.length;
    if (rows !== undefined) continue;
    for (const byte of block) {
      if (byte === QUOTE) quoted = !quoted;
      else if (byte === NEWLINE && !quoted) newlines++;
    }
  }
  return {
    file: path.split("/").at(-1) ?? path,
    // The first line of a CSV is its header.
    rows: rows ?? Math.max(0, newlines - 1),
    bytes,
    sha256: hash.digest("hex"),
  };
}

/** Returns how the table files of a part differ from its manifest; empty if they do not. */
export async function findDamage(
  { tables }: Manifest,
  paths: readonly string[],
): Promise<string> {
  const present = new Map(
    paths.map((path) => [path.split("/").at(-1) ?? path, path]),
  );
  for (const { file, rows, bytes, sha256 } of tables) {
    const path = present.get(file);
    const counted = file.endsWith(".csv") ? undefined : rows;
    // What was listed may be gone by now, if its part was merged with others.
    const found = path && await ifThere(describeFile(path, counted));
    if (!found) return `${file} and its ${rows} rows are gone`;
    if (found.rows !== rows) {
      return `${file} has ${found.rows} rows where ${rows} were written`;
    }
    if (found.bytes !== bytes || found.sha256 !== sha256) {
      const difference = found.bytes === bytes
        ? `other content of the same ${bytes} bytes`
        : `${found.bytes} bytes, ${bytes} then`;
      return `${file} is not as it was written (${difference})`;
    }
    present.delete(file);
  }
  const [extra] = present.keys();
  return extra === undefined ? "" : `${extra} is not in ${MANIFEST}`;
}

const [QUOTE, NEWLINE] = [34, 10];

function parseManifest(text: string): Manifest {
  const parsed = Manifest.safeParse(JSON.parse(text));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new SyntaxError(`${issue?.path.join(".")}: ${issue?.message}`);
}
