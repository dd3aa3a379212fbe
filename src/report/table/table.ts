/** Makes a table of rows as plain data, which a notebook cell displays and both kinds of report render. */
import { formatValue } from "../../record/mod.ts";
import {
  renderHtmlTable,
  renderMarkdownTable,
  renderTextTable,
} from "./render_table.ts";
import type { CellSpec, Column } from "./column.ts";
import {
  type Align,
  TABLE_MIME,
  type TableCell,
  type TableData,
} from "./table_data.ts";

/** Table that a notebook displays. */
export interface Table extends TableData {
  readonly [display]: () => Record<string, unknown>;
}

const display: unique symbol = Symbol.for("Jupyter.display");

/** Column of a table, literally: a key of the rows, its heading, and how its values are written. */
export interface LiteralColumn<Row> {
  /** Property of the row to print, or any name if `format` is given. */
  readonly key: string;
  /** Default: the key. */
  readonly label?: string;
  /** Default: `right` if every value that is not null is a number, else `left`. */
  readonly align?: Align;
  /** Default: numbers to six significant digits, an en dash for null. */
  readonly format?: (row: Row) => string | CellSpec;
  /** Default: the property as number, date in milliseconds, or text. */
  readonly sortValue?: (row: Row) => number | string | null;
}

/** Options of `table`. */
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
  columns: readonly (Column<Row> | LiteralColumn<Row>)[],
  { caption = "", headline = "", none = "There are none." }: TableOptions = {},
): Table {
  const data: TableData = rows.length === 0 && none !== null
    ? { caption, headline: none, columns: [], rows: [] }
    : {
      caption,
      headline,
      columns: columns.map((column) => {
        if ("cell" in column) {
          return { label: column.label, align: column.align };
        }
        const { key, label = key, align } = column;
        return {
          label,
          align: align ?? inferAlign(rows.map((row) => readValue(row, key))),
        };
      }),
      rows: rows.map((row) =>
        columns.map((column) =>
          "cell" in column ? column.cell(row) : toCell(row, column)
        )
      ),
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

function readValue(row: object, key: string): unknown {
  return (row as Readonly<Record<string, unknown>>)[key] ?? null;
}

function inferAlign(values: readonly unknown[]): Align {
  const present = values.filter((value) => value !== null);
  const numeric = present.every((value) =>
    typeof value === "number" || typeof value === "bigint"
  );
  return numeric && present.length > 0 ? "right" : "left";
}

function toCell<Row extends object>(
  row: Row,
  { key, format, sortValue }: LiteralColumn<Row>,
): TableCell {
  const value = readValue(row, key);
  const formatted = format ? format(row) : formatScalar(value);
  const spec = typeof formatted === "string" ? { text: formatted } : formatted;
  const { text, sort, struck = false, bold = false, note = "" }: CellSpec =
    spec;
  const exact = sortValue
    ? sortValue(row)
    : sort === undefined
    ? toSortValue(value) ?? (value === null ? null : text)
    : sort;
  const order = typeof exact === "number" ? roundSortValue(exact) : exact;
  return { text, sort: order, struck, bold, note };
}

/** Rounds to 12 digits, which are the same on every machine; null for infinity and NaN, which JSON lacks. */
function roundSortValue(value: number): number | null {
  return Number.isFinite(value) ? Number(value.toPrecision(12)) : null;
}

/** Returns null for values without an order of their own. */
function toSortValue(value: unknown): number | string | null {
  if (typeof value === "number" || typeof value === "string") return value;
  if (typeof value === "bigint") return Number(value);
  return value instanceof Date ? value.getTime() : null;
}

function formatScalar(value: unknown): string {
  if (value === null) return "–";
  if (typeof value === "number") {
    return Number.isFinite(value) ? formatValue(value, "") : String(value);
  }
  if (value instanceof Date) return value.toISOString();
  if (typeof value === "boolean") return value ? "yes" : "no";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
