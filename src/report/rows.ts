/** Rows of a query as text: for a terminal, a program, or a document. */
import { stringify } from "csv-stringify/sync";
import { plainText } from "./escape.ts";
import { renderMarkdownTable, renderTextTable } from "./render_table.ts";
import { type Table, table } from "./table.ts";

export interface Rows {
  readonly columns: readonly string[];
  readonly rows: readonly Readonly<Record<string, unknown>>[];
}

/** How rows can be printed, by name. */
export const formats = {
  table: (rows: Rows) => renderTextTable(toTable(rows)),
  json: ({ rows }: Rows) => JSON.stringify(rows, null, 2),
  csv: ({ columns, rows }: Rows) =>
    stringify([...rows], {
      header: true,
      columns: [...columns],
      cast: { object: (value) => JSON.stringify(value), boolean: String },
    }).trimEnd(),
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
