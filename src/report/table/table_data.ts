/** A table as plain data, which a notebook cell shows and both kinds of report render. */
import { z } from "zod";

/** MIME type of a table's plain data. */
export const TABLE_MIME = "application/vnd.loadline.table+json";

export const Align = z.enum(["left", "right", "center"]);
export type Align = z.infer<typeof Align>;

export const TableCell = z.strictObject({
  text: z.string(),
  /** What the column sorts by; null sorts last. */
  sort: z.union([z.number(), z.string(), z.null()]),
  /** Kept but counted in no statistic; printed struck out. */
  struck: z.boolean(),
  bold: z.boolean(),
  /** Printed small beside the text, never struck out: `OOM`, `n = 3`. */
  note: z.string(),
});
export type TableCell = z.infer<typeof TableCell>;

/** Schema of a table's plain data; what a cell of a notebook says is a table is checked against it. */
export const TableData = z.strictObject({
  caption: z.string(),
  /** What the table shows, in one sentence; empty where nothing is said. */
  headline: z.string(),
  columns: z.array(z.strictObject({ label: z.string(), align: Align })),
  rows: z.array(z.array(TableCell)),
}).refine(
  ({ columns, rows }) => rows.every((row) => row.length === columns.length),
  "a row has more or fewer cells than there are columns",
);
export type TableData = z.infer<typeof TableData>;
