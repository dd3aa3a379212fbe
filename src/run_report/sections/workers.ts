/** The workers of a distributed load generator: where they were, how busy, and whether their clocks agree. */
import type { ExecutedCell } from "../../notebook/mod.ts";
import { counted } from "../../record/mod.ts";
import { column, md, table } from "../../report/mod.ts";
import type { RunContent } from "../facts/run_content.ts";
import type { RunWorker } from "../facts/run_workers.ts";
import { proseCell, tableCell } from "./cells.ts";

/** Makes the section; empty for a run without workers. */
export function workersSection(
  { workers }: Pick<RunContent, "workers">,
): ExecutedCell[] {
  if (workers.length === 0) return [];
  const lost = workers.filter(({ lost }) => lost !== "").length;
  const losses = lost === 0
    ? md`None was lost.`
    : md`**${lost} of them ${
      lost === 1 ? "was" : "were"
    } lost**, with what had not been reported.`;
  return [
    proseCell(
      md`## Workers of the load generator\n\nThe load came from ${
        counted(workers.length, "worker")
      }. ${losses} Each uses one core at most. Their clocks were asked for once a second, and are known to within half of the shortest answer's way.`,
    ),
    tableCell(table(workers, [
      column.text("worker", "Worker"),
      ...lost === 0 ? [] : [column.text<RunWorker>("lost", "Lost")],
      column.text(toClock, "Clock ahead by [ms]"),
      column.percent("most", "Core, most in a second", { decimals: 0 }),
      column.percent("cpu", "Core, mean", { decimals: 0 }),
      column.number("users", "Users"),
      column.text("machine", "Machine"),
    ], { caption: "Workers" })),
  ];
}

/** Returns `-1.234 ± 0.310`; `unknown` if it could not be measured. */
function toClock({ offset, bound }: RunWorker): string {
  if (offset === null || bound === null) return "unknown";
  return [offset, bound].map((seconds) => (1000 * seconds).toFixed(3))
    .join(" ± ");
}
