/** Panel of a rate of lines over time, beside the rate that was sent. */
import * as Plot from "@observablehq/plot";
import { dashed, type LegendItem, tagSeries } from "../drawing/legend.ts";
import { meaningStyle } from "../drawing/meaning.ts";
import { INK, PAPER } from "../drawing/palette.ts";
import { thinLine } from "../drawing/thin.ts";
import { formatValue } from "../drawing/ticks.ts";
import type { ClockPanel } from "./clock.ts";

/** Lines a second in one interval; seconds from the zero of the clock. */
export interface RateBin {
  readonly from: number;
  readonly until: number;
  /** Null where it was not measured. */
  readonly rate: number | null;
}

/** Intervals in order of time. */
export type RateLine = readonly RateBin[];

/** Point of a drawn line: the middle of an interval on the axis, and its rate; NaN breaks the line. */
export interface RatePoint {
  readonly x: number;
  readonly y: number;
}

/** Intervals of a line; more could not be told apart. */
const MAX_BINS = 320;
/** What a backlog drains at may be far above the rate sent, and would flatten all else. */
const MOST_TIMES_SENT = 4;

const styles = {
  sent: meaningStyle("limit"),
  received: meaningStyle("ok"),
} as const;

/** Thins a line to what can be seen, and places it on the axis. */
export function toPaths(
  line: RateLine,
  place: (seconds: number) => number,
): RatePoint[] {
  return thinLine(
    line.map(({ from, until, rate }) => ({
      x: place((from + until) / 2),
      y: rate ?? NaN,
    })),
    MAX_BINS,
  );
}

/** Returns the top of the shared y axis: that of all rates, but at most four times the highest rate sent. */
export function topOf(sent: RateLine, received: RateLine): number {
  const most = (line: RateLine) =>
    line.reduce((max, { rate }) => Math.max(max, rate ?? 0), 0);
  const limit = most(sent) * MOST_TIMES_SENT || Infinity;
  return Math.min(Math.max(most(sent), most(received)) * 1.05, limit) || 1;
}

/** Entries of the legend of such panels. */
export function legendOf(hasSent: boolean): LegendItem[] {
  return [
    { label: "received", style: styles.received, kind: "line" },
    ...hasSent
      ? [{ label: "sent", style: styles.sent, kind: "line" as const }]
      : [],
  ];
}

/** Makes the panel: the rate received as an area, that sent as a line, and the highest peak that the axis cuts. */
export function ratePanel({ label, top, sent, received }: {
  readonly label: string;
  readonly top: number;
  readonly sent: readonly RatePoint[];
  readonly received: readonly RatePoint[];
}): ClockPanel {
  const highest = received.reduce<RatePoint | null>(
    (best, point) => point.y > (best?.y ?? top) ? point : best,
    null,
  );
  const cut = received.map(({ x, y }) => ({ x, y: Math.min(y, top) }));
  return {
    label,
    height: 96,
    y: { domain: [0, top] },
    marks: [
      Plot.areaY(cut, {
        x: "x",
        y: "y",
        fill: styles.received.colour,
        fillOpacity: 0.22,
        ...tagSeries("received"),
      }),
      Plot.lineY(cut, {
        x: "x",
        y: "y",
        stroke: styles.received.colour,
        strokeWidth: 1.6,
        ...tagSeries("received"),
      }),
      Plot.lineY(sent, {
        x: "x",
        y: "y",
        stroke: styles.sent.colour,
        strokeWidth: 1.3,
        ...dashed(styles.sent),
        ...tagSeries("sent"),
      }),
      Plot.ruleY([0], { stroke: INK, strokeOpacity: 0.4 }),
      ...highest === null ? [] : [Plot.text([highest], {
        x: "x",
        y: () => top,
        text: ({ y }) => `▲ ${formatValue(y)}`,
        textAnchor: "start",
        lineAnchor: "top",
        dx: 6,
        dy: 2,
        fill: INK,
        stroke: PAPER,
        strokeWidth: 3,
      })],
    ],
  };
}
