/** The marks of a row of durations: median, 95th percentile and longest, and the first and the last fifth below them. */
import * as Plot from "@observablehq/plot";
import { dotted, type LegendItem, tagSeries } from "../drawing/legend.ts";
import { meaningStyle } from "../drawing/meaning.ts";
import { PAPER, type SeriesStyle, seriesStyle } from "../drawing/palette.ts";

/** Durations of one kind, in the plotted unit; null where there are too few. */
export interface DurationRow {
  /** Rows of one panel share an axis; empty for a figure of one panel. */
  readonly panel: string;
  readonly label: string;
  readonly n: number;
  readonly median: number | null;
  /** Bounds of the interval of the median. */
  readonly lower: number | null;
  readonly upper: number | null;
  readonly p95: number | null;
  readonly max: number | null;
  /** Medians of the first and the last fifth, in order of their start. */
  readonly first: number | null;
  readonly last: number | null;
}

type Domain = readonly [number, number];

const spans = [
  { key: "median", label: "median", style: meaningStyle("p50") },
  { key: "p95", label: "95th percentile", style: meaningStyle("p95") },
  { key: "max", label: "longest", style: meaningStyle("max") },
] as const;

const fifths = [
  { key: "first", label: "median of the first fifth", style: seriesStyle(0) },
  { key: "last", label: "median of the last fifth", style: seriesStyle(3) },
] as const;

/** Returns the legend of what any of the rows has. */
export function durationItems(rows: readonly DurationRow[]): LegendItem[] {
  return [...spans, ...fifths]
    .filter(({ key }) => rows.some((row) => row[key] !== null))
    .map(({ label, style }) => ({ label, style, kind: "dot" }));
}

/** Returns all values of a row that are drawn. */
export function durationValues(
  { median, lower, upper, p95, max, first, last }: DurationRow,
): number[] {
  return [median, lower, upper, p95, max, first, last].flatMap((value) =>
    value ?? []
  );
}

/** Draws the distribution of each row; `raised` leaves room for the fifths below it. */
export function plotSpans(
  rows: readonly DurationRow[],
  [low]: Domain,
  raised: boolean,
): Plot.Markish[] {
  const shift = raised ? -0.14 : 0;
  const place = placer(low);
  const placed = rows.map((row, i) => ({
    y: i + shift,
    from: place(row.median),
    to: place(row.max ?? row.p95),
    lower: place(row.lower),
    upper: place(row.upper),
    ...{ median: place(row.median), p95: place(row.p95), max: place(row.max) },
  }));
  const [middle, , longest] = spans;
  return [
    Plot.link(
      placed.filter(({ from, to }) => from !== null && to !== null),
      {
        ...{ x1: "from", x2: "to", y1: "y", y2: "y" },
        ...{ stroke: longest.style.colour, strokeWidth: 1 },
        ...tagSeries(longest.label),
      },
    ),
    Plot.link(
      placed.filter(({ lower, upper }) => lower !== null && upper !== null),
      {
        ...{ x1: "lower", x2: "upper", y1: "y", y2: "y" },
        ...{ stroke: middle.style.colour, strokeWidth: 6, strokeOpacity: 0.45 },
        ...tagSeries(middle.label),
      },
    ),
    ...spans.toReversed().map(({ key, label, style }) =>
      plotDots(placed.filter((row) => row[key] !== null), {
        ...{ key, label, style },
      })
    ),
  ];
}

/** Draws the first and the last fifth of each row, joined by a line. */
export function plotFifths(
  rows: readonly DurationRow[],
  [low]: Domain,
): Plot.Markish[] {
  const place = placer(low);
  const placed = rows.map((row, i) => ({
    ...{ y: i + 0.22, first: place(row.first), last: place(row.last) },
  }));
  return fifths.map(({ key, label, style }) =>
    plotDots(placed.filter((row) => row[key] !== null), {
      ...{ key, label, style },
    })
  );
}

function plotDots(
  rows: readonly { readonly y: number }[],
  { key, label, style }: {
    readonly key: string;
    readonly label: string;
    readonly style: SeriesStyle;
  },
): Plot.Markish {
  return Plot.dot(rows, {
    ...{ x: key, y: "y", ...dotted(style), fill: PAPER, fillOpacity: 1 },
    ...tagSeries(label),
  });
}

/** Values below the axis, as zero on a logarithmic one, stand at its left end. */
function placer(low: number): (value: number | null) => number | null {
  return (value) => value === null ? null : Math.max(low, value);
}
