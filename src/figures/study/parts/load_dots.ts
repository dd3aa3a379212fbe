/** The dots of a load line: a run each, by what became of its objectives. */
import * as Plot from "@observablehq/plot";
import { dotted, type LegendItem, tagSeries } from "../../drawing/legend.ts";
import { meaningStyle } from "../../drawing/meaning.ts";
import { type DoubtfulRun, plotRings } from "../../drawing/run_dots.ts";

/** A run at one load. */
export interface LoadLineRun extends DoubtfulRun {
  readonly load: number;
  /** Unknown: it missed no objective and has no value of one, or the run does not count. */
  readonly result: LoadResultName;
  /** Values by name of their objective, in its unit; null where not measured. */
  readonly values: Readonly<Record<string, number | null>>;
}

/** What became of the objectives of a run. */
export type LoadResultName = "held" | "broke" | "unknown";

/** Entries of the legend, by what became of the objectives; the label is the series of the dots. */
export const resultItems: Readonly<Record<LoadResultName, LegendItem>> = {
  held: {
    label: "every objective held",
    style: meaningStyle("ok"),
    kind: "dot",
  },
  broke: { label: "one broke", style: meaningStyle("failed"), kind: "dot" },
  unknown: {
    label: "cannot tell",
    style: meaningStyle("missing"),
    kind: "dot",
  },
};

/** Draws runs as dots by result; those in doubt have a ring. */
export function plotDots<Run extends LoadLineRun>(
  runs: readonly Run[],
  resultOf: (run: Run) => LoadResultName,
  y: keyof Run & string,
): Plot.Markish[] {
  return [
    ...(["held", "unknown", "broke"] as const).map((result) =>
      Plot.dot(runs.filter((run) => resultOf(run) === result), {
        x: "load",
        y,
        ...dotted(resultItems[result].style),
        ...tagSeries(resultItems[result].label),
      })
    ),
    plotRings(runs, { x: "load", y }),
  ];
}
