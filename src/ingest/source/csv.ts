/** Parses CSV record by record; reports the place of broken quotes. */
import { InputError, type SourceFile } from "./importer.ts";

export interface CsvRecord {
  /** Line of the file on which the record begins, from 1. */
  readonly line: number;
  readonly fields: readonly string[];
  /** Error in the quotes of the record; empty if none. */
  readonly problem: string;
  /** The record as written. */
  readonly raw: string;
}

export interface CsvOptions {
  /** Allows line ends in quoted fields. @default {true} */
  readonly multiline?: boolean;
}

/** Longest record read. */
const MAX_RECORD_CHARS = 2 ** 24;

/**
 * Yields the records of a CSV file (RFC 4180) without blank lines; their number of fields may vary. A misplaced quote
 * is a `problem` of its record. Throws `InputError` for a quote that is never closed.
 */
export function* csvRecords(
  { name, lines }: Pick<SourceFile, "name" | "lines">,
  { multiline = true }: CsvOptions = {},
): Generator<CsvRecord> {
  let line = 0;
  let open: { raw: string; line: number } | null = null;
  for (const text of lines()) {
    line++;
    const raw: string = open === null ? text : `${open.raw}\n${text}`;
    const start: number = open?.line ?? line;
    // Fast path: only text with a quote is read character by character.
    if (open === null && !text.includes('"')) {
      const fields = (text.endsWith("\r") ? text.slice(0, -1) : text).split(
        ",",
      );
      if (fields.length > 1 || fields[0]?.trim() !== "") {
        yield { line, fields, problem: "", raw: text };
      }
      continue;
    }
    const { fields, state } = readFields(raw.replace(/\r$/, ""));
    if (state === "open" && multiline) {
      open = { raw, line: start };
      if (raw.length > MAX_RECORD_CHARS) throw unclosed(name, start);
      continue;
    }
    open = null;
    yield {
      line: start,
      fields,
      problem: problems[state],
      raw,
    };
  }
  if (open !== null) throw unclosed(name, open.line);
}

const problems = {
  whole: "",
  broken: "it has a quote inside a field where none may stand",
  open: "it is cut off inside a quoted field",
} as const;

/** Returns the error for a header with broken quotes. */
export function quoteError(name: string, line: number): InputError {
  return new InputError(
    name,
    `${line}:1`,
    "has a quote inside a field where none may stand",
    "double the quotes inside the field",
  );
}

function unclosed(name: string, line: number): InputError {
  return new InputError(
    name,
    `${line}:1`,
    "is cut off inside a quoted field",
    "export the file again",
  );
}

const QUOTED = /"((?:[^"]|"")*)"/y;

/** Splits one record into fields; `open` if its last quote is not closed, `broken` if a quote is misplaced. */
function readFields(
  text: string,
): { fields: string[]; state: "whole" | "open" | "broken" } {
  const fields: string[] = [];
  for (let at = 0; at <= text.length; at++) {
    if (text[at] === '"') {
      QUOTED.lastIndex = at;
      const quoted = QUOTED.exec(text)?.[1];
      if (quoted === undefined) return { fields, state: "open" };
      fields.push(quoted.replaceAll('""', '"'));
      at = QUOTED.lastIndex;
      if (at < text.length && text[at] !== ",") {
        return { fields, state: "broken" };
      }
    } else {
      const comma = text.indexOf(",", at);
      const end = comma < 0 ? text.length : comma;
      const field = text.slice(at, end);
      if (field.includes('"')) return { fields, state: "broken" };
      fields.push(field);
      at = end;
    }
  }
  return { fields, state: "whole" };
}

/**
 * Throws `InputError` if the first line uses another separator than commas: split at it, the line names at least two
 * of the columns.
 */
export function refuseSeparators(
  name: string,
  { raw, line }: Pick<CsvRecord, "raw" | "line">,
  columns: readonly string[],
): void {
  for (const [separator, word] of separators) {
    const labels = raw.replaceAll('"', "").split(separator)
      .map((label) => label.trim());
    const found = labels.filter((label) => columns.includes(label));
    if (found.length < 2) continue;
    throw new InputError(
      name,
      `${line}:1`,
      `is separated by ${word}, as spreadsheets write CSV in many languages`,
      "export it with commas between the fields and points in the numbers",
    );
  }
}

const separators = [[";", "semicolons"], ["\t", "tabs"], [
  "|",
  "bars",
]] as const;
