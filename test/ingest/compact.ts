/** Formats an import for fixtures: one line for each row, run ids as #1, #2 ... */
import { type Run, tableNames } from "../../src/record/mod.ts";
import type { Imported } from "../../src/ingest/mod.ts";
import { columnsOf } from "../testing/columns.ts";

/** Returns true for a column that few importers fill, where it is empty. */
function isUnused(table: string, column: string, cell: Cell): boolean {
  return (table === "events" && column === "data" && cell === "{}") ||
    (table === "operations" && column === "code" && cell === "");
}

type Cell = string | number | boolean | null;

/** Joins the columns of every table by ` | `, numbers to six digits, null as `-`; omits empty tables. */
export function compact({ runs, rows, counts }: Imported) {
  const names = new Map(runs.map(({ run_id }, i) => [run_id, `#${i + 1}`]));
  const tables = tableNames.map((table) => [
    table,
    rows[table].map((row) =>
      columnsOf(table).flatMap((column) => {
        const cell = (row as unknown as Record<string, Cell>)[column] ?? null;
        if (isUnused(table, column, cell)) return [];
        return column === "run_id"
          ? names.get(String(cell)) ?? String(cell)
          : show(cell);
      }).join(" | ")
    ),
  ]).filter(([, lines]) => lines?.length);
  return {
    counts:
      `${counts.read} ${counts.unit}: ${counts.stored} stored, ${counts.rejected} rejected`,
    runs: runs.map(compactRun),
    ...Object.fromEntries(tables),
  };
}

function compactRun({ run_id, part: _, objectives: __, params, ...run }: Run) {
  return {
    run_id: run_id.replace(/-[0-9a-f]{8}$/, ""),
    ...run,
    params: params.map(({ key, value, number, unit, label, position }) =>
      [key, value, number, unit, label, position].map(show).join(" | ")
    ),
  };
}

function show(cell: Cell): string {
  if (cell === null) return "-";
  return typeof cell === "number"
    ? String(Number(cell.toPrecision(6)))
    : String(cell);
}
