import * as Plot from "@observablehq/plot";
import {
  type Figure,
  figureDocument,
  type FigureText,
  toFigure,
  WIDTH,
} from "../drawing/figure.ts";
import { dashed, plotLegend, tagSeries } from "../drawing/legend.ts";
import type { KaplanMeier } from "../../statistics/mod.ts";
import { stylesOf } from "../drawing/meaning.ts";
import { INK } from "../drawing/palette.ts";
import { axisLabel, formatAxis, formatTick } from "../drawing/ticks.ts";

/** Curve with times in the plotted unit. */
export interface SurvivalCurve {
  readonly series: string;
  readonly curve: KaplanMeier;
}

/** Options of `plotSurvival`. */
export interface SurvivalOptions extends FigureText {
  /** Label of the x axis: `time to a new leader`. */
  readonly metric: string;
  readonly unit: string;
  /** All series of a set of figures, so that each has the same style in all of them. @default the drawn series */
  readonly order?: readonly string[];
}

/**
 * Draws Kaplan-Meier curves: the share of repetitions without the event, with a cross at censored times. Throws
 * `RangeError` without curves.
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
  const styleOf = stylesOf(order);
  const endTime = curves.reduce(
    (max, { curve }) => Math.max(max, curve.steps.at(-1)?.time ?? 0),
    0,
  );
  const panel = Plot.plot({
    document,
    width: WIDTH,
    height: 300,
    marginLeft: 64,
    marginRight: 28,
    marginTop: 30,
    marginBottom: 44,
    x: {
      domain: [0, endTime > 0 ? endTime : 1],
      label: axisLabel(metric, unit),
      ticks: 8,
      tickFormat: formatAxis,
      grid: true,
    },
    y: {
      domain: [0, 100],
      label: "still waiting (%)",
      labelOffset: 52,
      ticks: 5,
      tickFormat: formatTick,
      grid: true,
    },
    marks: [
      Plot.ruleY([0], { stroke: INK, strokeOpacity: 0.4 }),
      ...curves.flatMap(({ series, curve: { steps } }) => {
        const style = styleOf(series);
        const points = [{ time: 0, survival: 1 }, ...steps];
        const censoredSteps = steps.filter(({ censored }) => censored > 0);
        return [
          Plot.lineY(points, {
            x: "time",
            y: ({ survival }) => survival * 100,
            curve: "step-after",
            stroke: style.colour,
            strokeWidth: 1.8,
            ...dashed(style),
            ...tagSeries(series),
          }),
          Plot.dot(censoredSteps, {
            x: "time",
            y: ({ survival }) => survival * 100,
            symbol: "plus",
            stroke: style.colour,
            strokeWidth: 2,
            r: 5,
            ...tagSeries(series),
          }),
        ];
      }),
    ],
  });
  const legend = curves.map(({ series, curve: { n, censored } }) => ({
    label: `${series} (n = ${n}${
      censored > 0 ? `, ${censored} not seen to end` : ""
    })`,
    style: styleOf(series),
    kind: "line" as const,
    series,
  }));
  const n = curves.reduce((sum, { curve }) => sum + curve.n, 0);
  return toFigure([...plotLegend(legend, document), panel], {
    title,
    caption,
    n,
    counted: n === 1 ? "repetition" : "repetitions",
    notes: curves.some(({ curve }) => curve.censored > 0)
      ? ["cross: watching ended first"]
      : [],
    data: {
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
    },
  });
}
