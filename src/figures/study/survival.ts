import * as Plot from "@observablehq/plot";
import {
  type Figure,
  figureDocument,
  type FigureTable,
  type FigureText,
  toFigure,
} from "../drawing/figure.ts";
import {
  LABEL_OFFSET,
  MARGIN_BOTTOM,
  MARGIN_TOP,
  wideFrame,
  zeroLine,
} from "../drawing/frame.ts";
import { plotLegend } from "../drawing/legend.ts";
import { stylesOf } from "../drawing/meaning.ts";
import type { SeriesStyle } from "../drawing/palette.ts";
import {
  axisLabel,
  formatAxis,
  formatTick,
  nounFor,
} from "../drawing/ticks.ts";
import {
  countsOf,
  plotCurve,
  type SurvivalCurve,
} from "./parts/survival_curve.ts";
import { plotSurvivalPanels } from "./parts/survival_panels.ts";

export type { SurvivalCurve };

/** Options of `plotSurvival`. */
export interface SurvivalOptions extends FigureText {
  /** Label of the x axis: `time to a new leader`. */
  readonly metric: string;
  readonly unit: string;
  /** All series of a set of figures, so that each has the same style in all of them. @default the drawn series */
  readonly order?: readonly string[];
}

/** Most series that one panel can tell apart by colour; more have a panel each. */
const MAX_TOGETHER = 5;

/**
 * Draws Kaplan-Meier curves: the share of repetitions without the event, with a cross at censored times. Up to five series
 * share a panel; more have a panel each, with the others faint behind. Throws `RangeError` without curves.
 */
export function plotSurvival(
  curves: readonly SurvivalCurve[],
  {
    title,
    caption = "",
    metric,
    unit,
    order = curves.map(({ series }) => series),
  }: SurvivalOptions,
): Figure {
  if (curves.length === 0) {
    throw new RangeError(`Cannot draw ${title} as there are no repetitions`);
  }
  const document = figureDocument();
  const endTime = curves.reduce(
    (max, { curve }) => Math.max(max, curve.steps.at(-1)?.time ?? 0),
    0,
  );
  const frame = {
    document,
    label: axisLabel(metric, unit),
    endTime: endTime > 0 ? endTime : 1,
  };
  const isApart = Math.max(curves.length, order.length) > MAX_TOGETHER;
  const n = curves.reduce((sum, { curve }) => sum + curve.n, 0);
  return toFigure(
    isApart
      ? plotSurvivalPanels(curves, { ...frame, unit })
      : plotTogether(curves, stylesOf(order), frame),
    {
      title,
      caption,
      n,
      counted: nounFor(n, "repetition"),
      notes: [
        ...(isApart
          ? ["still waiting (%)", "dot: median", "grey: the others"]
          : []),
        ...(curves.some(({ curve }) => curve.censored > 0)
          ? ["cross: watching ended first"]
          : []),
      ],
      data: toTable(curves, { metric, unit }),
    },
  );
}

/** Draws all curves in one panel, below a legend. */
function plotTogether(
  curves: readonly SurvivalCurve[],
  styleOf: (name: string) => SeriesStyle,
  { document, label, endTime }: {
    readonly document: Document;
    readonly label: string;
    readonly endTime: number;
  },
): (SVGSVGElement | HTMLElement)[] {
  const panel = Plot.plot({
    ...wideFrame(document),
    height: 300,
    marginTop: MARGIN_TOP,
    marginBottom: MARGIN_BOTTOM,
    x: {
      domain: [0, endTime],
      label,
      ticks: 8,
      tickFormat: formatAxis,
      grid: true,
    },
    y: {
      domain: [0, 100],
      label: "still waiting (%)",
      labelOffset: LABEL_OFFSET,
      ticks: 5,
      tickFormat: formatTick,
      grid: true,
    },
    marks: [
      zeroLine(),
      ...curves.flatMap((one) => plotCurve(one, styleOf(one.series), 1.8)),
    ],
  });
  const legend = curves.map(({ series, curve }) => ({
    label: `${series} (${countsOf(curve)})`,
    style: styleOf(series),
    kind: "line" as const,
    series,
  }));
  return [...plotLegend(legend, document), panel];
}

/** Returns a row for each step of each curve. */
function toTable(
  curves: readonly SurvivalCurve[],
  { metric, unit }: Pick<SurvivalOptions, "metric" | "unit">,
): FigureTable {
  return {
    columns: [
      { label: "series", unit: "" },
      { label: metric, unit },
      { label: "still waiting", unit: "%" },
      { label: "ended", unit: "" },
      { label: "watching ended first", unit: "" },
    ],
    rows: curves.flatMap(({ series, curve: { steps } }) =>
      steps.map(({ time, survival, ended, censored }) => [
        series,
        time,
        100 * survival,
        ended,
        censored,
      ])
    ),
  };
}
