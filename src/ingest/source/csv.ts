/** CSV text into records, one after the other, with broken quoting told by its place. */
import { InputError, type SourceFile } from "./importer.ts";

export interface CsvRecord {
  /** Line of the file on which the record begins, from 1. */
  readonly line: number;
  readonly fields: readonly string[];
  /** Why the fields cannot be trusted, or empty. */
  readonly problem: string;
  /** The record as written. */
  readonly raw: string;
}

export interface CsvOptions {
  /** Whether a quoted field may hold a line end. @default {true} */
  readonly multiline?: boolean;
}

/** Characters of the longest record taken. */
const LONGEST_RECORD = 2 ** 24;

/**
 * Records of a CSV file by RFC 4180, blank lines left out; they may be shorter or longer than the first. A quote where none
 * may stand is the record's own problem. Throws `InputError` for a quote that is never closed.
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
    // Only what holds a quote needs to be read character by character.
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
      if (raw.length > LONGEST_RECORD) throw unclosed(name, start);
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

/** The error for a header with broken quotes. */
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

/** The fields of one record; `open` when its last quote is not closed, `broken` when a quote stands where none may. */
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
 * Throws `InputError` for a first line that is separated by something else than commas: it names at least two of the columns
 * when it is split at that.
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
