/** Makes the table of what larger clusters carry relative to the smallest. */
import {
  formatEstimate,
  formatPercent,
  formatProbability,
} from "../../record/mod.ts";
import { column, type Table, table } from "../../report/cells.ts";
import { repetitionsNeeded } from "../../statistics/mod.ts";
import { LEVEL } from "../overview/comparison.ts";
import {
  caseColumns,
  disturbedMark,
  disturbedMeaning,
} from "./scale_format.ts";
import type { ScaleStudy } from "./scale_study.ts";
import { type SpeedUp, speedUps } from "./scaling.ts";

/** Makes a table of the speed-ups of a study. */
export function speedUpTable({ cells }: Pick<ScaleStudy, "cells">): Table {
  const ups = speedUps(cells);
  const bases = [...new Set(ups.map(({ baseNodes }) => baseNodes))];
  return table(ups, [
    ...caseColumns<SpeedUp>(),
    column.number("nodes", "Nodes", {
      note: ({ baseNodes, sessions }) =>
        `${bases.length === 1 ? "" : `from ${baseNodes}`}${
          disturbedMark(...sessions.flatMap(({ cell, base }) => [cell, base]))
        }`.trim(),
    }),
    column.cell("Runs", "right", formatRepetitions),
    column.range("ratio", "low", "high", "Speed-up", {
      digits: 2,
      suffix: "×",
    }),
    column.cell("Undisturbed", "right", ({ undisturbed }) => ({
      text: undisturbed === null ? "no runs" : `${undisturbed.toPrecision(2)}×`,
      sort: undisturbed,
    })),
    column.probability("p", "p"),
    column.probability("adjusted", "Adjusted p"),
    column.text("verdict", "Verdict"),
    column.cell("Efficiency [%]", "right", (up) => ({
      text: formatEfficiency(up),
      sort: up.efficiency,
    })),
  ], {
    caption: `Speed-up over the smallest cluster${
      bases.length === 1 ? `, nodes: ${bases.join("")}` : ""
    }`,
    headline: describeSpeedUps(ups),
  });
}

function describeSpeedUps(ups: readonly SpeedUp[]): string {
  const comparisons = ups.length || 1;
  const least = Math.min(...ups.map(({ leastP }) => leastP));
  return `Ratio of medians within a session, of several sessions their geometric mean, and the range over all pairs of repetitions of a session. p of an exact rank test that exchanges runs within sessions only, of which so few runs can give ${
    formatProbability(least)
  } at the least; adjusted for all ${ups.length} comparisons (Holm). Too few runs: ${
    formatPercent(LEVEL)
  } cannot be reached however large the difference; it takes ${
    repetitionsNeeded(LEVEL, { comparisons })
  } repetitions of each in one session, ${
    repetitionsNeeded(LEVEL, { sessions: 2, comparisons })
  } in each of two, or ${
    repetitionsNeeded(LEVEL)
  } for one comparison by itself. Undisturbed: without the † runs. ${disturbedMeaning}`;
}

/** Formats the runs of both sizes by session: `2 × 3 : 3`. */
function formatRepetitions({ sessions }: SpeedUp): string {
  const pairs = Map.groupBy(
    sessions,
    ({ cell, base }) =>
      `${cell.throughputs.length} : ${base.throughputs.length}`,
  );
  return [...pairs].map(([runs, { length }]) =>
    length === 1 ? runs : `${length} × ${runs}`
  ).join(", ");
}

/** Formats the efficiency in percent, with the digits that the range of the ratios allows. */
function formatEfficiency({ ratio, low, high, efficiency }: SpeedUp): string {
  const share = 100 * efficiency / ratio;
  return formatEstimate(
    { value: 100 * efficiency, lower: low * share, upper: high * share },
    { digits: 2 },
  ).text;
}
