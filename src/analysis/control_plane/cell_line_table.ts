/** The table of load lines in cells. */
import { counted } from "../../record/mod.ts";
import { column, type Table, table } from "../../report/cells.ts";
import { metricName } from "../monitoring/objective_names.ts";
import type { CellLine } from "./cell_lines.ts";

/** Makes a row a search. */
export function cellLineTable(lines: readonly CellLine[]): Table {
  return table(lines, [
    column.text("name", "Store"),
    column.number("instances_per_cell", "Instances a cell"),
    column.number(({ line }) => line.passed, "Cells that held", {
      note: (row) => runsAt(row, row.line.passed),
    }),
    column.number(({ line }) => line.failed, "Cells that broke", {
      note: (row) => runsAt(row, row.line.failed),
    }),
    column.text(
      ({ first }) => first.map(metricName).join(", ") || null,
      "What broke first",
    ),
    column.number(
      ({ line, instances_per_cell }) =>
        line.passed === null ? null : line.passed * instances_per_cell,
      "Instances that held",
    ),
    column.number(({ steps }) => steps.length, "Runs", {
      note: ({ steps }) => {
        const unsure = steps.filter(({ result }) =>
          result === "inconclusive"
        ).length;
        return unsure === 0 ? "" : `${unsure} not conclusive`;
      },
    }),
    column.duration("bulk_interval", "Bulk loops every", { detail: true }),
    column.text("session", "Search", { detail: true }),
  ], {
    caption: "Load lines: the most cells that a store can have",
    headline:
      "Stores are real, cells are simulated on the same machine. By the majority of the runs of each number of cells; the line is between what held and what broke.",
    none: "No search is on record.",
  });
}

/** Returns `2 of 3 held`; empty without a run. */
function runsAt({ steps }: CellLine, cells: number | null): string {
  const judged = steps.filter((step) =>
    step.cells === cells && step.result !== "inconclusive"
  );
  const held = judged.filter(({ result }) => result === "passed").length;
  return judged.length === 0
    ? ""
    : `${held} of ${counted(judged.length, "run")} held`;
}
