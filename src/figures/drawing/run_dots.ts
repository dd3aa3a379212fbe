import * as Plot from "@observablehq/plot";
import { dashed, dotted, tagSeries } from "./legend.ts";
import { INK, type SeriesStyle } from "./palette.ts";

/** Run as a figure of a study draws it. */
export interface DoubtfulRun {
  /** True if the run has a caveat, which the caption must state; draws a ring. */
  readonly doubtful: boolean;
}

/** Run with its value, in the plotted unit. */
interface ValuedRun extends DoubtfulRun {
  readonly value: number;
}

/** Radius of the ring around a doubtful run, in pixels. */
const RING_RADIUS = 6.5;

/** Draws the runs of one series: a line through the medians of each x, a dot for every run, and the rings. */
export function plotRuns<Run extends ValuedRun>(
  runs: readonly Run[],
  { x, series, style, ring = RING_RADIUS }: {
    /** Field of a run that is its place. */
    readonly x: keyof Run & string;
    readonly series: string;
    readonly style: SeriesStyle;
    /** Radius of the rings, in pixels. @default {RING_RADIUS} */
    readonly ring?: number;
  },
): Plot.Markish[] {
  const tag = tagSeries(series);
  return [
    Plot.lineY(
      runs,
      Plot.groupX({ y: "median" }, {
        x,
        y: "value",
        stroke: style.colour,
        strokeWidth: 1.5,
        ...dashed(style),
        ...tag,
      }),
    ),
    Plot.dot(runs, { x, y: "value", ...dotted(style), ...tag }),
    plotRings(runs, { x, y: "value", r: ring, ...tag }),
  ];
}

/** Draws a ring around each doubtful run. */
export function plotRings(
  runs: readonly DoubtfulRun[],
  options: Plot.DotOptions,
): Plot.Markish {
  return Plot.dot(runs.filter(({ doubtful }) => doubtful), {
    r: RING_RADIUS,
    stroke: INK,
    ...options,
  });
}

/** Returns a note of a figure that says what a ring is; no note without a doubtful run. */
export function noteDoubt(runs: readonly DoubtfulRun[]): string[] {
  return runs.some(({ doubtful }) => doubtful) ? ["ring: in doubt"] : [];
}
