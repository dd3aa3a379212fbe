/** The marks of `plotOutages()`: row i of the chart is at y = i. */
import * as Plot from "@observablehq/plot";
import {
  boundedMedian,
  type CensoredDuration,
} from "../../../statistics/mod.ts";
import { HALO } from "../../drawing/label.ts";
import {
  BAND_OPACITY,
  type LegendItem,
  tagSeries,
} from "../../drawing/legend.ts";
import { meaningStyle } from "../../drawing/meaning.ts";
import { INK, MUTED, PAPER, type SeriesStyle } from "../../drawing/palette.ts";

/** A fault with its runs. Times are in seconds, shares in percent. */
export interface OutageRow {
  readonly fault: string;
  /** Mean over the runs of the share of operations that failed or were late; null without one. */
  readonly share: number | null;
  /** Interval of the mean; null where there is none. */
  readonly lower: number | null;
  readonly upper: number | null;
  /** The mean as the tables print it. */
  readonly shareText: string;
  readonly runs: readonly OutageRun[];
}

/** A run of a fault. Null where not measured. */
export interface OutageRun {
  readonly share: number | null;
  /** Longest time without success. */
  readonly outage: CensoredDuration | null;
  /** From the injection until the load was steady again. */
  readonly steady: CensoredDuration | null;
  /** From the injection to healing. */
  readonly healed: number | null;
}

/** A time of a run, drawn as one lane of each row. */
interface Lane {
  readonly label: string;
  readonly style: SeriesStyle;
  readonly timeOf: (run: OutageRun) => CensoredDuration | null;
  /** Distance below the middle of a row, in rows. */
  readonly offset: number;
}

// Circles and diamonds, because a hollow one says that a time is known from one side only; a cross cannot be hollow.
/** The lanes of a row, from above. */
export const lanes: Readonly<Record<"outage" | "steady", Lane>> = {
  outage: {
    label: "without success, longest time",
    style: { ...meaningStyle("failed"), symbol: "circle" },
    timeOf: ({ outage }) => outage,
    offset: -0.2,
  },
  steady: {
    label: "load steady again",
    style: { ...meaningStyle("ok"), symbol: "diamond" },
    timeOf: ({ steady }) => steady,
    offset: 0.2,
  },
};

/** Entry of the legend for the spans of the faults. */
export const faultItem: LegendItem = {
  label: "fault in place, until healed",
  style: meaningStyle("fault"),
  kind: "band",
};

/** Draws the share of each run as a dot, and the mean of each row with its interval and its text. */
export function plotShares(rows: readonly OutageRow[]): Plot.Markish[] {
  const runs = rows.flatMap((row, y) =>
    row.runs.flatMap(({ share }) => share === null ? [] : [{ y, share }])
  );
  const means = rows.flatMap((row, y) =>
    row.share === null ? [] : [{
      ...row,
      y,
      mean: row.share,
      most: Math.max(
        row.share,
        row.upper ?? 0,
        ...row.runs.flatMap(({ share }) => share ?? []),
      ),
    }]
  );
  const intervals = means.filter(({ lower, upper }) =>
    lower !== null && upper !== null
  );
  return [
    Plot.dot(runs, {
      x: "share",
      y: "y",
      r: 3,
      fill: MUTED,
      fillOpacity: 0.45,
    }),
    Plot.ruleY(intervals, {
      x1: "lower",
      x2: "upper",
      y: "y",
      stroke: INK,
      strokeWidth: 2.2,
    }),
    Plot.link(means, {
      x1: "mean",
      x2: "mean",
      y1: ({ y }) => y - 0.25,
      y2: ({ y }) => y + 0.25,
      stroke: INK,
      strokeWidth: 3,
    }),
    Plot.text(means, {
      x: "most",
      y: "y",
      text: "shareText",
      textAnchor: "start",
      dx: 8,
      fill: INK,
      ...HALO,
    }),
  ];
}

/** Draws the time from injection to healing of the run that was disturbed longest, in each row. */
export function plotFaultSpans(rows: readonly OutageRow[]): Plot.Markish[] {
  return rows.flatMap(({ runs }, y) => {
    const healed = runs.flatMap(({ healed }) => healed ?? []);
    return healed.length === 0 ? [] : [Plot.rect([0], {
      x1: 0,
      x2: Math.max(...healed),
      y1: y - 0.42,
      y2: y + 0.42,
      fill: faultItem.style.colour,
      fillOpacity: BAND_OPACITY,
      ...tagSeries(faultItem.label),
    })];
  });
}

/** Draws one time of all rows: a rule from the shortest to the longest, a dot a run, and a bar at the median. */
export function plotLane(
  rows: readonly OutageRow[],
  { label, style: { colour, symbol }, timeOf, offset }: Lane,
): Plot.Markish[] {
  const lanes = rows.map(({ runs }, row) => {
    const times = runs.flatMap((run) => timeOf(run) ?? []);
    const y = row + offset;
    return {
      y,
      dots: times.map((time) => ({ ...time, y })),
      least: Math.min(...times.map(({ seconds }) => seconds)),
      most: Math.max(...times.map(({ seconds }) => seconds)),
      median: boundedMedian(times)?.upper ?? null,
    };
  }).filter(({ dots }) => dots.length > 0);
  const dots = lanes.flatMap(({ dots }) => dots);
  const tag = tagSeries(label);
  const place = {
    ...{ x: "seconds", y: "y", stroke: colour, strokeWidth: 1.4 },
    ...tag,
  };
  return [
    Plot.ruleY(lanes, {
      x1: "least",
      x2: "most",
      y: "y",
      stroke: colour,
      strokeOpacity: 0.5,
      ...tag,
    }),
    Plot.dot(dots.filter(({ known }) => known === "seen"), {
      ...place,
      symbol: symbol as Plot.SymbolType,
      r: 3.2,
      fill: colour,
      fillOpacity: 0.35,
    }),
    Plot.dot(dots.filter(({ known }) => known === "below"), {
      ...place,
      symbol: symbol as Plot.SymbolType,
      r: 3.2,
      fill: PAPER,
    }),
    Plot.dot(dots.filter(({ known }) => known === "beyond"), {
      ...place,
      symbol: "triangle",
      rotate: 90,
      r: 4.5,
      fill: colour,
    }),
    Plot.link(lanes.filter(({ median }) => median !== null), {
      x1: "median",
      x2: "median",
      y1: ({ y }) => y - 0.19,
      y2: ({ y }) => y + 0.19,
      stroke: colour,
      strokeWidth: 3,
      ...tag,
    }),
  ];
}
