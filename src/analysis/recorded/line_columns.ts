/** Columns of tables that show load lines. */
import { type Column, column } from "../../report/cells.ts";
import { boundText, brokenText } from "./line_text.ts";
import type { SureLine } from "./sure_line.ts";

const perMinute = { unit: "1/min", none: "none" };

/** Columns of the line of a row: highest load that held with its bound, lowest that broke, contradictions. */
export const lineColumns: readonly Column<{ readonly line: SureLine }>[] = [
  column.number(
    ({ line }) => line.passed,
    "Every run held up to [datapoints/min]",
    { ...perMinute, note: ({ line }) => boundText(line) },
  ),
  column.number(
    ({ line }) => line.failed,
    "Lowest that broke [datapoints/min]",
    { ...perMinute, note: ({ line }) => brokenText(line) },
  ),
  column.number(
    ({ line }) => line.contradictions,
    "Runs at or above it that held",
  ),
];
