/** Makes the table of a run record: a column per run, a row per setting or metric, as performance engineers keep it. */
import { column } from "./column.ts";
import { type Table, table } from "./table.ts";

/** Cell with its text; `struck` if its author struck it out. */
export interface RecordCell {
  readonly text: string;
  readonly struck: boolean;
}

/** Column of a run record: one run. */
export interface RecordColumn {
  readonly run_id: string;
  /** Column heading: the day of the run. Several runs may share it. */
  readonly identifier: string;
  readonly status: string;
}

/** Run record as a table: parameters in rows, runs in columns. */
export interface RecordTable {
  readonly columns: readonly RecordColumn[];
  readonly rows: readonly {
    readonly label: string;
    readonly cells: readonly RecordCell[];
  }[];
}

/**
 * Makes the table. Strikes out all cells of an invalid run; a status other than `ok` is printed in the column heading.
 */
export function recordTable(
  { columns, rows }: RecordTable,
  { caption = "" }: { readonly caption?: string } = {},
): Table {
  const byRun = columns.map(({ identifier, status }, index) =>
    column.cell(
      status === "ok" ? identifier : `${identifier} (${status})`,
      "center",
      ({ cells }: RecordTable["rows"][number]) => ({
        text: removeStrikeMarks(cells[index]?.text ?? ""),
        struck: (cells[index]?.struck ?? false) || status === "invalid",
        sort: null,
      }),
    )
  );
  return table(rows, [column.text("label", "Identifier"), ...byRun], {
    caption,
  });
}

/** Removes the marks of a cell struck out by hand, as the table adds its own. */
function removeStrikeMarks(text: string): string {
  return text.replace(/^~~(.*)~~$/, "$1");
}
