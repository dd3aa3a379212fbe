/** Rows of a query as text: for a terminal, a program, or a document. */
import { stringify } from "csv-stringify/sync";
import { plainText } from "../text/escape.ts";
import { renderMarkdownTable, renderTextTable } from "./render_table.ts";
import { type Table, table } from "./table.ts";

export interface Rows {
  readonly columns: readonly string[];
  readonly rows: readonly Readonly<Record<string, unknown>>[];
}

/** First characters of a text that a spreadsheet takes for a formula. */
const FORMULA = /^[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]/;
const NUMBER = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i;

/**
 * A text that no spreadsheet runs: one that begins like a formula has an apostrophe before it, as OWASP advises for CSV
 * injection. A number stays a number.
 */
function withoutFormula(text: string): string {
  return FORMULA.test(text) && !NUMBER.test(text) ? `'${text}` : text;
}

function renderCsvRows(
  { columns, rows }: Rows,
  string: (text: string) => string,
): string {
  return stringify([...rows], {
    header: true,
    columns: columns.map((key) => ({ key, header: string(key) })),
    cast: {
      string,
      object: (value) => string(JSON.stringify(value)),
      boolean: String,
    },
  }).trimEnd();
}

/** How rows can be printed, by name; `csv` is safe to open in a spreadsheet, `csv-exact` has every text as it is. */
export const formats = {
  table: (rows: Rows) => renderTextTable(toTable(rows)),
  json: ({ rows }: Rows) => JSON.stringify(rows, null, 2),
  csv: (rows: Rows) => renderCsvRows(rows, withoutFormula),
  "csv-exact": (rows: Rows) => renderCsvRows(rows, (text) => text),
  markdown: (rows: Rows) => renderMarkdownTable(toTable(rows)),
} as const;

export type RowFormat = keyof typeof formats;

/** Rows in one of the formats. Numbers are exact; an absent value is `null`, or nothing in CSV. */
export function renderRows(rows: Rows, format: RowFormat): string {
  return formats[format](rows);
}

function toTable({ columns, rows }: Rows): Table {
  return table(
    rows,
    columns.map((key) => ({ key, format: (row) => toText(row[key]) })),
  );
}

function toText(value: unknown): string {
  if (value === null || value === undefined) return "null";
  if (typeof value === "object") return JSON.stringify(value);
  return plainText(String(value));
}
