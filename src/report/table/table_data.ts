/** Schema of a table as plain data, which a notebook cell displays and both kinds of report render. */
import { z } from "zod";

/** MIME type of a table's plain data. */
export const TABLE_MIME = "application/vnd.loadline.table+json";

/** Horizontal alignment of a column. */
export const Align = z.enum(["left", "right", "center"]);
export type Align = z.infer<typeof Align>;

/** Text of a cell, and how it is marked. */
export const TableCell = z.strictObject({
  text: z.string(),
  /** Sort key of the column; null sorts last. */
  sort: z.union([z.number(), z.string(), z.null()]),
  /** True for a value that no statistic includes; printed struck out. */
  struck: z.boolean(),
  bold: z.boolean(),
  /** Printed small beside the text, never struck out: `OOM`, `n = 3`. */
  note: z.string(),
  /** Text of the heading under which a flag is explained, to which the cell links; empty for none. */
  see: z.string(),
});
export type TableCell = z.infer<typeof TableCell>;

/** Table as plain data; also the check of tables in untrusted cell outputs. */
export const TableData = z.strictObject({
  caption: z.string(),
  /** Content of the table in one sentence, or empty. */
  headline: z.string(),
  columns: z.array(z.strictObject({
    label: z.string(),
    align: Align,
    /** True for a column that a narrow screen folds away. */
    detail: z.boolean(),
  })),
  rows: z.array(z.array(TableCell)),
}).refine(
  ({ columns, rows }) => rows.every((row) => row.length === columns.length),
  "a row has more or fewer cells than there are columns",
);
export type TableData = z.infer<typeof TableData>;
