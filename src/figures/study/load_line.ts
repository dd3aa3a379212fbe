import {
  type Figure,
  figureDocument,
  type FigureText,
  toFigure,
} from "../drawing/figure.ts";
import { MARGIN_LEFT } from "../drawing/frame.ts";
import { plotLegend } from "../drawing/legend.ts";
import { noteDoubt } from "../drawing/run_dots.ts";
import { axisLabel, nounFor } from "../drawing/ticks.ts";
import { loadAxis } from "./parts/load_axis.ts";
import { bracketItem } from "./parts/load_bracket.ts";
import { type LoadLineRun, resultItems } from "./parts/load_dots.ts";
import { type LoadObjective, plotObjective } from "./parts/load_objective.ts";
import { type LoadLineSeries, plotLoadRuns } from "./parts/load_runs.ts";

export type { LoadLineRun, LoadLineSeries, LoadObjective };

/** Options of `plotLoadLine`. */
export interface LoadLineOptions extends FigureText {
  /** Label and unit of the load. */
  readonly load: { readonly label: string; readonly unit: string };
  /** Draws the values of these below the runs of each series. @default {[]} */
  readonly objectives?: readonly LoadObjective[];
}

/** Pixels left of the frame, where no objective has an axis. */
const MARGIN_ALONE = 20;

/**
 * Draws every run at its load, by series: a circle where all objectives held, a cross where one broke, runs of the same
 * load above each other. The axis is logarithmic for loads above 0. The bracket between the load up to which every run held and the lowest that broke is shaded and
 * labelled. Below it, each objective has a panel with the values of the runs and its limit. Throws `RangeError` without
 * runs.
 */
export function plotLoadLine(
  series: readonly LoadLineSeries[],
  { title, caption = "", load, objectives = [] }: LoadLineOptions,
): Figure {
  const runs = series.flatMap(({ runs }) => runs);
  if (runs.length === 0) {
    throw new RangeError(`Cannot draw ${title} as there are no runs`);
  }
  const document = figureDocument();
  const marginLeft = objectives.length > 0 ? MARGIN_LEFT : MARGIN_ALONE;
  const axis = loadAxis(runs.map((run) => run.load), marginLeft);
  const panels = series.flatMap((one, i) => {
    const measured = objectives.filter(({ name }) =>
      one.runs.some(({ values }) => (values[name] ?? null) !== null)
    );
    const isLast = i === series.length - 1;
    const label = axisLabel(load.label, load.unit);
    return [
      plotLoadRuns(one, {
        document,
        axis,
        label: isLast && measured.length === 0 ? label : null,
      }),
      ...measured.map((objective, j) =>
        plotObjective(one.runs, objective, {
          document,
          axis,
          label: isLast && j === measured.length - 1 ? label : null,
        })
      ),
    ];
  });
  return toFigure([
    ...plotLegend(
      (["held", "broke", "unknown"] as const)
        .filter((name) => runs.some(({ result }) => result === name))
        .map((name) => resultItems[name])
        .concat(bracketItem),
      document,
    ),
    ...panels,
  ], {
    title,
    caption,
    n: runs.length,
    counted: nounFor(runs.length, "run"),
    notes: [
      "runs of one load above each other",
      ...noteDoubt(runs),
    ],
    data: {
      columns: [
        { label: "series", unit: "" },
        load,
        { label: "result", unit: "" },
        { label: "in doubt", unit: "" },
        ...objectives.map(({ name, unit }) => ({ label: name, unit })),
      ],
      rows: series.flatMap(({ name, runs }) =>
        runs.map((run) => [
          name,
          run.load,
          run.result,
          run.doubtful ? "yes" : "no",
          ...objectives.map(({ name }) => run.values[name] ?? null),
        ])
      ),
    },
  });
}
