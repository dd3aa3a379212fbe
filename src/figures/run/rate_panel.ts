/** Panel of a rate of lines over time, beside the rate that was sent. */
import * as Plot from "@observablehq/plot";
import { dashed, type LegendItem, tagSeries } from "../drawing/legend.ts";
import { meaningStyle } from "../drawing/meaning.ts";
import { INK, PAPER } from "../drawing/palette.ts";
import { thinLine } from "../drawing/thin.ts";
import { formatValue } from "../drawing/ticks.ts";
import type { ClockPanel } from "./clock.ts";
import { simplifyLine, simplifySteps } from "./simplify_line.ts";

/** A value at a time; a rate is that of the interval which ends then. */
export interface TimedValue {
  /** Seconds from the zero of the clock. */
  readonly seconds: number;
  readonly value: number;
}

/** Point of a drawn line on the axis; NaN breaks the line. */
export interface RatePoint {
  readonly x: number;
  readonly y: number;
}

/** Points of a line; more could not be told apart. */
const MAX_POINTS = 320;
/** What a backlog drains at may be far above the rate sent, and would flatten all else. */
const MOST_TIMES_SENT = 3;
/** Height of a panel's frame, in pixels. */
export const HEIGHT = 96;

/** A rate is that of the interval before its time. */
const CURVE = "step-before";

const styles = {
  sent: meaningStyle("limit"),
  received: meaningStyle("ok"),
} as const;

/** Thins values in order of time to what can be seen, and places them on the axis. */
function toPoints(
  values: readonly TimedValue[],
  place: (seconds: number) => number,
): RatePoint[] {
  return thinLine(
    values.map(({ seconds, value }) => ({ x: place(seconds), y: value })),
    MAX_POINTS,
  ).map(({ x, y }) => ({ x, y }));
}

/** Returns the points of a line of rates that are drawn, in a panel whose y axis ends at `top`. */
export function ratePoints(
  values: readonly TimedValue[],
  place: (seconds: number) => number,
  top: number,
): RatePoint[] {
  const points = meanRates(values)
    .map(({ seconds, value }) => ({ x: place(seconds), y: value }));
  return simplifySteps(points, top / HEIGHT / 2);
}

/** Joins rates of very many intervals; one that was long, as nothing was sampled meanwhile, is no gap of a rate. */
function meanRates(values: readonly TimedValue[]): readonly TimedValue[] {
  const size = Math.ceil(values.length / MAX_POINTS);
  if (size <= 1) return values;
  return Array.from({ length: Math.ceil(values.length / size) }, (_, i) => {
    const from = i * size;
    const part = values.slice(from, from + size);
    const begin = values[from - 1]?.seconds ?? part[0]?.seconds ?? 0;
    const end = part.at(-1)?.seconds ?? begin;
    const lines = part.reduce((sum, { seconds, value }, j) =>
      sum +
      value * (seconds - (values[from + j - 1]?.seconds ?? begin)), 0);
    return {
      seconds: end,
      value: end > begin ? lines / (end - begin) : part[0]?.value ?? 0,
    };
  });
}

/** Returns the points of a straight line between values that are drawn, in a panel whose y axis ends at `top`. */
export function linePoints(
  values: readonly TimedValue[],
  place: (seconds: number) => number,
  top: number,
): RatePoint[] {
  return simplifyLine(toPoints(values, place), top / HEIGHT / 2);
}

/** Returns the top of the shared y axis: that of all rates, but at most three times the highest rate sent. */
export function topOf(
  sent: readonly TimedValue[],
  received: readonly TimedValue[],
): number {
  const most = (values: readonly TimedValue[]) =>
    values.reduce((max, { value }) => Math.max(max, value), 0);
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
  // One path is both the area and its edge: from zero and back to it.
  const outline = [
    ...cut.slice(0, 1).map(({ x }) => ({ x, y: 0 })),
    ...cut,
    ...cut.slice(-1).map(({ x }) => ({ x, y: 0 })),
  ];
  return {
    label,
    height: HEIGHT,
    y: { domain: [0, top] },
    marks: [
      Plot.lineY(outline, {
        x: "x",
        y: "y",
        curve: CURVE,
        fill: styles.received.colour,
        fillOpacity: 0.22,
        stroke: styles.received.colour,
        strokeWidth: 1.6,
        ...tagSeries("received"),
      }),
      Plot.lineY(sent, {
        x: "x",
        y: "y",
        curve: CURVE,
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
