/** Renders rows of a query as text for a terminal, a program, or a document. */
import { stringify } from "csv-stringify/sync";
import { plainText } from "../text/escape.ts";
import { renderMarkdownTable, renderTextTable } from "./render_table.ts";
import { column } from "./column.ts";
import { type Table, table } from "./table.ts";

/** Result of a query. */
export interface Rows {
  readonly columns: readonly string[];
  readonly rows: readonly Readonly<Record<string, unknown>>[];
}

/** Matches texts that a spreadsheet interprets as a formula. */
const FORMULA = /^[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]/;
const NUMBER = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i;

/**
 * Puts an apostrophe before a text that a spreadsheet would run as a formula, as OWASP advises against CSV injection.
 * Numbers are unchanged.
 */
function escapeFormula(text: string): string {
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

/** Renderers of rows by format; `csv` is safe to open in a spreadsheet, `csv-exact` leaves every text unchanged. */
export const formats = {
  table: (rows: Rows) => renderTextTable(toTable(rows)),
  json: ({ rows }: Rows) => JSON.stringify(rows, null, 2),
  csv: (rows: Rows) => renderCsvRows(rows, escapeFormula),
  "csv-exact": (rows: Rows) => renderCsvRows(rows, (text) => text),
  markdown: (rows: Rows) => renderMarkdownTable(toTable(rows)),
} as const;

/** Name of an output format of `renderRows`. */
export type RowFormat = keyof typeof formats;

/**
 * Renders rows in one of the formats. Numbers are exact; an absent value is `null`, in CSV empty.
 *
 * @example
 * ```ts
 * import { renderRows } from "loadline/report";
 *
 * renderRows({ columns: ["n"], rows: [{ n: 3 }] }, "json"); // '[\n  {\n    "n": 3\n  }\n]'
 * ```
 */
export function renderRows(rows: Rows, format: RowFormat): string {
  return formats[format](rows);
}

function toTable({ columns, rows }: Rows): Table {
  return table(
    rows,
    columns.map((key) => {
      const values = rows.map((row) => row[key] ?? null)
        .filter((value) => value !== null);
      const numeric = values.length > 0 && values.every(isNumber);
      // As text, so that numbers stay as SQL writes them.
      const exact = column.text<Rows["rows"][number]>(
        (row) => toText(row[key]),
        key,
      );
      return { ...exact, align: numeric ? "right" as const : "left" as const };
    }),
    { none: null },
  );
}

function isNumber(value: unknown): boolean {
  return typeof value === "number" || typeof value === "bigint";
}

function toText(value: unknown): string {
  if (value === null || value === undefined) return "null";
  if (typeof value === "object") return JSON.stringify(value);
  return plainText(String(value));
}
