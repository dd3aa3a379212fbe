/**
 * Reads a plain performance report at once: to cut each of thousands of small files in batches, twice, takes longer than all
 * else that is done with it.
 *
 * A report is plain if `JSON.parse` tells all that stands in it, in its order: no key stands twice, no name begins with a
 * digit (JavaScript puts numbers first), and nothing is nested deeper than the format is. Any other file is read in batches
 * (`ginkgo.ts`), and so is one that is wrong: that tells why, and where.
 */
import { maybeJson } from "../../record/mod.ts";
import type { SourceFile } from "../source/importer.ts";
import { isRecord } from "../source/json.ts";
import { fromReport, type MeasurementFile } from "./ginkgo.ts";

/** Longest report read at once, in characters. */
const MAX_CHARS = 2 ** 18;

/** Marks that a text writes as an escape. */
const ESCAPED_MARK = /\\u00(?:2c|5b|7b)/i;

/** Returns the content of a small plain report, of which each measurement has its samples; null for any other file. */
export function findPlainReport(
  { chunks }: Pick<SourceFile, "chunks">,
): MeasurementFile | null {
  const pieces = chunks();
  // The content of a large file is no list, but a stream.
  const text: unknown = Array.isArray(pieces) && pieces.length === 1
    ? pieces[0]
    : null;
  if (typeof text !== "string" || text.length > MAX_CHARS) return null;
  // Hardly any text has an escape, and to look for that is faster.
  if (text.includes("\\") && ESCAPED_MARK.test(text)) return null;
  const json = maybeJson(text);
  if (!isRecord(json) || !isRecord(json.measurements)) return null;
  // Whatever `json` lacks, such as the first of two equal keys, has a mark of its own in the text.
  if (reportMarks(json, json.measurements) !== countAllMarks(text)) return null;
  const read = fromReport(json);
  return typeof read === "string" ? null : read;
}

const [COMMA, OPEN_ARRAY, OPEN_OBJECT] = [44, 91, 123];

/** Returns the number of commas and opening brackets in a short text. */
function countMarks(text: string): number {
  let count = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === COMMA || code === OPEN_ARRAY || code === OPEN_OBJECT) count++;
  }
  return count;
}

/** 1 for each byte that is a mark, else 0: in UTF-8 no byte of another character is one. */
const isMark = new Uint8Array(256);
for (const mark of [COMMA, OPEN_ARRAY, OPEN_OBJECT]) isMark[mark] = 1;

const encoder = new TextEncoder();
/** A UTF-16 unit takes at most three bytes of UTF-8. */
const bytes = new Uint8Array(3 * MAX_CHARS);

/** Returns the same for the text of a report, by its bytes: those of a long text are counted in a third of the time. */
function countAllMarks(text: string): number {
  const { written } = encoder.encodeInto(text, bytes);
  let count = 0;
  for (let i = 0; i < written; i++) count += isMark[bytes[i]!]!;
  return count;
}

/** Returns the number of marks in the text of a report that holds nothing but this; NaN for one of another shape. */
function reportMarks(
  report: Readonly<Record<string, unknown>>,
  headlines: Readonly<Record<string, unknown>>,
): number {
  let marks = objectMarks(report, "measurements");
  marks += objectMarks(headlines, null);
  for (const [key, named] of Object.entries(headlines)) {
    if (!isRecord(named) || beginsWithDigit(key)) return NaN;
    marks += objectMarks(named, null);
    for (const [name, measurement] of Object.entries(named)) {
      if (!isRecord(measurement) || beginsWithDigit(name)) return NaN;
      const { Results: results } = measurement;
      if (!Array.isArray(results)) return NaN;
      // A bracket, and a comma between two.
      marks += objectMarks(measurement, "Results") +
        Math.max(1, results.length);
    }
  }
  return marks;
}

/**
 * Returns the marks of an object, of its keys and of its texts, without those of the value of the key `nested`, or of
 * all values if that is null; NaN if another value is no scalar.
 */
function objectMarks(
  object: Readonly<Record<string, unknown>>,
  nested: string | null,
): number {
  const keys = Object.keys(object);
  let marks = Math.max(1, keys.length);
  for (const key of keys) {
    marks += countMarks(key);
    if (nested === null || key === nested) continue;
    const value = object[key];
    if (typeof value === "string") marks += countMarks(value);
    else if (typeof value === "object" && value !== null) return NaN;
  }
  return marks;
}

function beginsWithDigit(key: string): boolean {
  return /^\d/.test(key);
}
