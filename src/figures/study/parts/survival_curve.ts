import * as Plot from "@observablehq/plot";
import type { KaplanMeier } from "../../../statistics/mod.ts";
import { dashed, tagSeries } from "../../drawing/legend.ts";
import type { SeriesStyle } from "../../drawing/palette.ts";

/** Curve with times in the plotted unit. */
export interface SurvivalCurve {
  readonly series: string;
  readonly curve: KaplanMeier;
}

/** Returns the corners of a curve, from time 0, with shares from 0 to 1. */
export function cornersOf({ steps }: KaplanMeier) {
  return [{ time: 0, survival: 1 }, ...steps];
}

/** Places of a corner: time, and share in percent. */
export const corner = {
  x: "time",
  y: ({ survival }: { readonly survival: number }) => survival * 100,
};

/** Draws a curve as steps, with a cross at each censored time; `width` is that of the line, in pixels. */
export function plotCurve(
  { series, curve }: SurvivalCurve,
  style: SeriesStyle,
  width: number,
): Plot.Markish[] {
  const tag = tagSeries(series);
  return [
    Plot.lineY(cornersOf(curve), {
      ...corner,
      curve: "step-after",
      stroke: style.colour,
      strokeWidth: width,
      ...dashed(style),
      ...tag,
    }),
    Plot.dot(curve.steps.filter(({ censored }) => censored > 0), {
      ...corner,
      symbol: "plus",
      stroke: style.colour,
      strokeWidth: 2,
      r: 5,
      ...tag,
    }),
  ];
}

/** Says how many repetitions a curve has, and how many of them were not seen to end. */
export function countsOf({ n, censored }: KaplanMeier): string {
  return censored > 0 ? `n = ${n}, ${censored} not seen to end` : `n = ${n}`;
}
