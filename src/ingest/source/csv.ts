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
  options: CsvOptions = {},
): Generator<CsvRecord> {
  const { add, end } = csvReader(name, options);
  let line = 0;
  for (const text of lines()) {
    line++;
    const record = add(text, line);
    if (record !== null) yield record;
  }
  end();
}

/** Reader of a CSV file, for callers who read some of its lines themselves. */
export interface CsvReader {
  /** Reads a line by its number; returns the record that ends with it; null if it is blank, or the record goes on. */
  readonly add: (text: string, line: number) => CsvRecord | null;
  /** Returns true if the next line goes on with a record. */
  readonly isOpen: () => boolean;
  /** Throws `InputError` if a quote was never closed. */
  readonly end: () => void;
}

/** Begins to read a CSV file, as `csvRecords()` does. */
export function csvReader(
  name: string,
  { multiline = true }: CsvOptions = {},
): CsvReader {
  let open: OpenRecord | null = null;
  const add = (text: string, line: number): CsvRecord | null => {
    // Fast path: only text with a quote is read character by character.
    if (open === null && !text.includes('"')) {
      const fields = withoutReturn(text).split(",");
      const isBlank = fields.length === 1 && fields[0]?.trim() === "";
      return isBlank ? null : { line, fields, problem: "", raw: text };
    }
    const record: OpenRecord = open === null
      ? { line, fields: [], raw: text, field: text }
      : {
        ...open,
        raw: `${open.raw}\n${text}`,
        field: `${open.field}\n${text}`,
      };
    const isOpen = open !== null && closingQuote(text, 0) < 0;
    const { state, from } = isOpen
      ? { state: "open" as const, from: 0 }
      : readFields(withoutReturn(record.field), record.fields);
    if (state === "open" && multiline) {
      // What is read of a record is not read again with each of its lines.
      const field: string = from === 0
        ? record.field
        : record.field.slice(from);
      open = { ...record, field };
      if (record.raw.length > MAX_RECORD_CHARS) throw unclosed(name, open.line);
      return null;
    }
    open = null;
    const { fields, raw } = record;
    return { line: record.line, fields, problem: problems[state], raw };
  };
  return {
    add,
    isOpen: () => open !== null,
    end() {
      if (open !== null) throw unclosed(name, open.line);
    },
  };
}

/** Record whose last field is quoted, and goes on with the next line. */
interface OpenRecord {
  /** Line on which it begins. */
  readonly line: number;
  /** Fields before the open one. */
  readonly fields: string[];
  readonly raw: string;
  /** The open field as written, from its quote. */
  readonly field: string;
}

function withoutReturn(line: string): string {
  return line.endsWith("\r") ? line.slice(0, -1) : line;
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

const [QUOTE, COMMA] = [34, 44];

/**
 * Splits text into fields, and adds them to `fields`; `open` if its last quote, at `from`, is not closed, `broken` if a
 * quote is misplaced.
 */
function readFields(
  text: string,
  fields: string[],
): { readonly state: keyof typeof problems; readonly from: number } {
  /** The next quote at or behind the field. */
  let quote = text.indexOf('"');
  for (let at = 0; at <= text.length; at++) {
    if (quote === at) {
      const end = closingQuote(text, at + 1);
      if (end < 0) return { state: "open", from: at };
      const field = text.slice(at + 1, end);
      fields.push(field.includes('"') ? field.replaceAll('""', '"') : field);
      at = end + 1;
      if (at < text.length && text.charCodeAt(at) !== COMMA) {
        return { state: "broken", from: at };
      }
      quote = text.indexOf('"', at);
    } else {
      const comma = text.indexOf(",", at);
      const end = comma < 0 ? text.length : comma;
      if (quote >= 0 && quote < end) return { state: "broken", from: at };
      fields.push(text.slice(at, end));
      at = end;
    }
  }
  return { state: "whole", from: text.length };
}

/** Returns the offset of the quote that ends a field, -1 if there is none; two quotes are one of its characters. */
function closingQuote(text: string, from: number): number {
  let at = text.indexOf('"', from);
  while (at >= 0 && text.charCodeAt(at + 1) === QUOTE) {
    at = text.indexOf('"', at + 2);
  }
  return at;
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
