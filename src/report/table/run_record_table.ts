/** A run record as tables: runs across, settings and measures down, as performance engineers keep it by hand. */
import { type Table, table } from "./table.ts";

/** One cell: its text, and whether its author struck it out. */
export interface RecordCell {
  readonly text: string;
  readonly struck: boolean;
}

export interface RecordColumn {
  readonly run_id: string;
  /** What heads the column: the day of the run. Several runs may share it. */
  readonly identifier: string;
  readonly status: string;
}

export interface RecordTable {
  readonly columns: readonly RecordColumn[];
  readonly rows: readonly {
    readonly label: string;
    readonly cells: readonly RecordCell[];
  }[];
}

/** One table; an invalid run is struck out from top to bottom, and a run that did not end well says so in its head. */
export function recordTable(
  { columns, rows }: RecordTable,
  { caption = "" }: { readonly caption?: string } = {},
): Table {
  const byColumn = columns.map(({ identifier, status }, at) => ({
    key: String(at),
    label: status === "ok" ? identifier : `${identifier} (${status})`,
    align: "center" as const,
    format: ({ cells }: RecordTable["rows"][number]) => ({
      text: unstruck(cells[at]?.text ?? ""),
      struck: (cells[at]?.struck ?? false) || status === "invalid",
      sort: null,
    }),
  }));
  return table(rows, [{ key: "label", label: "Identifier" }, ...byColumn], {
    caption,
  });
}

/** The marks of a cell struck out by hand; the table strikes it out anew. */
function unstruck(text: string): string {
  return text.replace(/^~~(.*)~~$/, "$1");
}
