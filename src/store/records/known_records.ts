/**
 * What an earlier load found out about the records, kept beside the store: digests of parts by the stamps of their files.
 *
 * Without the file, or with one of other code, every part is read again; nothing else depends on it.
 */
import { z } from "zod";
import {
  digest,
  maybeJson,
  readTextIfThere,
  replaceText,
} from "../../record/mod.ts";

const KnownPart = z.strictObject({
  part: z.string(),
  /** Empty for a part that is to be read again. */
  stamp: z.string(),
  /** Digest of its lines in `reports.json`. */
  lines: z.string(),
  /** Digest of its lines and tables. */
  digest: z.string(),
  unchecked: z.boolean(),
  runs: z.array(z.string()),
});

/** A part of which nothing had to be told. */
export type KnownPart = z.infer<typeof KnownPart>;

const KnownRecord = z.strictObject({
  /** Stamp of `reports.json`; empty if it is to be read again. */
  stamp: z.string(),
  /** Bytes of `reports.json` and their SHA-256: what is added follows them. */
  size: z.number(),
  sha256: z.string(),
  /** True if nothing had to be told of the record, no run of it was in progress, and each part is listed. */
  plain: z.boolean(),
  parts: z.array(KnownPart),
});

/** What is known of a record. */
export type KnownRecord = z.infer<typeof KnownRecord>;

const Known = z.strictObject({
  code: z.string(),
  records: z.record(z.string(), KnownRecord),
});

/** What is known of all records, by experiment. */
export type KnownRecords = Readonly<Record<string, KnownRecord>>;

/** Code by which lines become runs, and parts get their digests. */
const readers = [
  ...["model/model", "model/columns", "disk/read", "disk/format_1"],
  ...["disk/manifest", "disk/killed_runs", "disk/run_check"],
].map((name) => `../../record/${name}`);

/** Digest of that code: by other code a record may say something else. */
async function digestOfCode(): Promise<string> {
  // What a registry serves never changes below the same address.
  if (!import.meta.url.startsWith("file:")) return digest(import.meta.url);
  const own = [
    ...["scan", "part", "read_record", "continue_record", "stamps"],
    "merged_parts",
  ];
  // The code is JavaScript in the npm package.
  const extension = import.meta.url.replace(/^.*\./, "");
  const texts = await Promise.all(
    [...readers, ...own, "known_records"].map((name) =>
      Deno.readTextFile(new URL(`${name}.${extension}`, import.meta.url))
    ),
  );
  return digest(texts.join("\0"));
}

/** Reads what is known; nothing if the file is missing, damaged, or of other code. */
export async function readKnown(path: string): Promise<KnownRecords> {
  const text = await readTextIfThere(path);
  const parsed = Known.safeParse(maybeJson(text ?? ""));
  return parsed.success && parsed.data.code === await digestOfCode()
    ? parsed.data.records
    : {};
}

/** Keeps what is known, whole or not at all. */
export async function writeKnown(
  path: string,
  records: KnownRecords,
): Promise<void> {
  const text = JSON.stringify({ code: await digestOfCode(), records });
  if (text === await readTextIfThere(path)) return;
  await replaceText(path, text);
}
