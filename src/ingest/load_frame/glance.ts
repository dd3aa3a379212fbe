/** Looks at the beginning of a file, to tell what wrote it. */
import type { SourceFile } from "../source/importer.ts";

/** Beginning of a file. */
export interface Glance {
  readonly name: string;
  /** The first characters, without a byte order mark. */
  readonly text: string;
  /** The first lines without their ends; the last one may be cut. */
  readonly lines: readonly string[];
  /** True if the first line ends with a carriage return; those inside of quoted fields say nothing. */
  readonly isCrlf: boolean;
}

/** Characters looked at. */
const GLANCE_CHARS = 2 ** 16;

/** Returns the beginning of a file. */
export function glanceAt({ name, chunks }: SourceFile): Glance {
  let text = "";
  for (const chunk of chunks()) {
    text += chunk.slice(0, GLANCE_CHARS - text.length);
    if (text.length >= GLANCE_CHARS) break;
  }
  text = text.trimStart();
  const written = text.split("\n");
  const lines = written.map((line) => line.replace(/\r$/, ""));
  const isCrlf = written.length > 1 && (written[0] ?? "").endsWith("\r");
  return { name, text, lines, isCrlf };
}

/** Returns true if a text begins a JSON object, or a list of some, in which all these keys are written. */
export function hasKeys(
  { text }: Glance,
  ...keys: readonly string[]
): boolean {
  return /^[{[]/.test(text) &&
    keys.every((key) => text.includes(`"${key}"`));
}

/** Returns the labels of a header of CSV: trimmed, without quotes. */
export function headerOf({ lines }: Glance, delimiter = ","): string[] {
  return (lines[0] ?? "").split(delimiter)
    .map((label) => label.trim().replace(/^"(.*)"$/, "$1"));
}

/** Returns true if a header of CSV has all these labels. */
export function hasLabels(
  glance: Glance,
  labels: readonly string[],
  delimiter = ",",
): boolean {
  const header = headerOf(glance, delimiter);
  return labels.every((label) => header.includes(label));
}
