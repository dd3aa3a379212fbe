/** What another tool, or a person, reported of a run: kept as reported, shown in base units beside the text as written. */
import type { ExecutedCell } from "../../notebook/mod.ts";
import {
  formatDuration,
  formatPercent,
  formatValue,
} from "../../record/mod.ts";
import { column, md, type Prose, table } from "../../report/mod.ts";
import type { RunContent } from "../facts/run_content.ts";
import type { ReportedLine } from "../facts/run_lines.ts";
import { keyOfFigure } from "../facts/recomputed.ts";
import { proseCell, tableCell } from "./cells.ts";

/** Returns the name of a reported value: `disk write, max`. */
export function reportedName({ kind, statistic }: ReportedLine): string {
  const name = kind.replaceAll("_", " ");
  return statistic === "value"
    ? name
    : `${name}, ${statistic.replaceAll("_", " ")}`;
}

const SMALL_BYTES = 10_000;

/** Formats a reported value with its unit; a dash for one in words only. */
export function reportedText({ value, unit }: ReportedLine): string {
  if (value === null) return "–";
  switch (unit) {
    case "s":
      return formatDuration(value);
    case "1":
      return formatPercent(value);
    case "B":
      // The size of one response is none of mebibytes.
      return Math.abs(value) < SMALL_BYTES
        ? `${formatValue(value, "", { digits: 4 })} B`
        : `${formatValue(value, "MiB", { digits: 4 })} MiB`;
    case "B/s":
      return `${formatValue(value, "MiB/s", { digits: 4 })} MiB/s`;
    case "":
      // A count is told in full.
      return formatValue(
        value,
        "",
        Number.isInteger(value) ? {} : { digits: 4 },
      );
    default:
      return `${formatValue(value, "", { digits: 4 })} ${unit}`.trim();
  }
}

/** Says what figures are recomputed from; nothing if none is. */
function basisOf({ recomputed }: RunContent): Prose {
  const from = new Set([...recomputed.values()].map(({ from }) => from));
  const [only] = from;
  return only === undefined
    ? md``
    : md` _Recomputed_: by Loadline, from the ${
      only === "buckets"
        ? "buckets of latency that the file holds, within which values are spread evenly"
        : "operations that succeeded (estimator R-7)"
    }.`;
}

/** Makes the section; empty if nothing was reported. */
export function reportedSection(content: RunContent): ExecutedCell[] {
  const { lines: { reported }, run, recomputed } = content;
  if (reported.length === 0) return [];
  const by = run.mode === "imported" ? run.tool : "the programs of the run";
  const ownOf = (line: ReportedLine) =>
    recomputed.get(keyOfFigure(line))?.value ?? null;
  return [
    proseCell(
      md`## Reported values\n\nComputed by ${by}, and kept as reported: Loadline has not measured them.${
        basisOf(content)
      }`,
    ),
    tableCell(table(reported, [
      column.text(reportedName, "Value of"),
      column.cell("Value", "right", (line: ReportedLine) => ({
        text: reportedText(line),
        sort: line.value,
        struck: line.struck,
      })),
      ...recomputed.size === 0
        ? []
        : [column.cell<ReportedLine>("Recomputed", "right", (line) => {
          const value = ownOf(line);
          return {
            text: value === null ? "" : formatDuration(value),
            sort: value,
          };
        })],
      column.number("n", "n"),
      column.text(
        ({ label, text }) =>
          label === "" || text === "" ? text : `${label}: ${text}`,
        "As written",
        { note: ({ annotation }) => annotation },
      ),
    ], { caption: "Reported values" })),
  ];
}
