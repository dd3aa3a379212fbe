/** Makes a table of rows as plain data, which a notebook cell displays and both kinds of report render. */
import { renderHtmlTable } from "./html_table.ts";
import { renderMarkdownTable, renderTextTable } from "./render_table.ts";
import type { Column } from "./column_types.ts";
import { TABLE_MIME, type TableData } from "./table_data.ts";

/** Table that a notebook displays. */
export interface Table extends TableData {
  readonly [display]: () => Record<string, unknown>;
}

const display: unique symbol = Symbol.for("Jupyter.display");

/** Texts of a table. */
export interface TableOptions {
  /** Default empty. */
  readonly caption?: string;
  /** Content of the table in one sentence. Default empty. */
  readonly headline?: string;
  /** Sentence in place of a table without rows; null for its head alone. @default {"There are none."} */
  readonly none?: string | null;
}

/** Makes a table of `rows` with the given columns. Keeps text unchanged; the renderers escape it. */
export function table<Row extends object>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  { caption = "", headline = "", none = "There are none." }: TableOptions = {},
): Table {
  const data: TableData = rows.length === 0 && none !== null
    ? { caption, headline: none, columns: [], rows: [] }
    : {
      caption,
      headline,
      columns: columns.map(({ label, align, detail }) => ({
        label,
        align,
        detail,
      })),
      rows: rows.map((row) => columns.map(({ cell }) => cell(row))),
    };
  return {
    ...data,
    [display]: () => ({
      [TABLE_MIME]: data,
      "text/html": renderHtmlTable(data),
      "text/markdown": renderMarkdownTable(data),
      "text/plain": renderTextTable(data),
    }),
  };
}
