import * as Plot from "@observablehq/plot";
import {
  type Figure,
  figureDocument,
  type FigureTable,
  type FigureText,
  toFigure,
} from "../drawing/figure.ts";
import { LABEL_OFFSET, MARGIN_BOTTOM, wideFrame } from "../drawing/frame.ts";
import {
  BAND_OPACITY,
  dashed,
  dotted,
  plotLegend,
  tagSeries,
} from "../drawing/legend.ts";
import { stylesOf } from "../drawing/meaning.ts";
import { dashAt, type SeriesStyle, seriesStyle } from "../drawing/palette.ts";
import { formatCount, nounFor } from "../drawing/ticks.ts";
import { latencyScale } from "./latency_scale.ts";

/** Latency at one percentile, in seconds. */
export interface PercentilePoint {
  /** From 0 to below 1. */
  readonly p: number;
  readonly value: number;
  /** Bounds of its confidence interval, null where there are too few operations for one. */
  readonly lower: number | null;
  readonly upper: number | null;
}

/** Latency distribution of a case, a run, or a kind of operation. */
export interface PercentileSeries {
  readonly series: string;
  /** Series of one group share a colour and differ by dash; empty if the series stands alone. */
  readonly group: string;
  /** Number of answered operations. */
  readonly n: number;
  /** Operations that were not answered, which no percentile counts. */
  readonly failed: number;
  /** True if only the counts of buckets are known: values are interpolated within a bucket. */
  readonly isBucketed: boolean;
  /** In order of p. Those above 1 - 1/n are not drawn: no operation was slower. */
  readonly points: readonly PercentilePoint[];
}

/** Point as drawn: `nines` is log10(1 / (1 - p)), which is 2 for 99 %. */
interface DrawnPoint {
  readonly p: number;
  readonly nines: number;
  readonly value: number;
  readonly lower: number;
  readonly upper: number;
}

/**
 * Draws latency against percentiles on a logarithmic axis of 1 / (1 - p), on which 90, 99 and 99.9 % are equally far
 * apart, a line a series with the band of its confidence intervals. A line ends where its n does: where
 * one in n operations is slower. Throws `RangeError` without points.
 */
export function plotLatencyPercentiles(
  given: readonly PercentileSeries[],
  { title, caption = "" }: FigureText,
): Figure {
  const series = given.filter((one) => supported(one).length > 0);
  const values = series.flatMap((one) =>
    supported(one).flatMap(({ value, lower, upper }) =>
      [value, lower, upper].filter((seconds) => seconds !== null)
    )
  );
  if (values.length === 0) {
    throw new RangeError(`Cannot draw ${title} as no operation was answered`);
  }
  const document = figureDocument();
  const scale = latencyScale(values);
  const styles = toStyles(series);
  const lines = series.map((one, i) => ({
    one,
    style: styles[i] ?? seriesStyle(i),
    points: supported(one).map((point) => toDrawn(point, scale.factor)),
  }));
  const largest = Math.max(
    1,
    ...lines.map(({ points }) => points.at(-1)?.nines ?? 0),
  );
  const ticks = percentileTicks(largest);
  const panel = Plot.plot({
    ...wideFrame(document),
    height: 330,
    marginTop: 26,
    marginBottom: MARGIN_BOTTOM,
    x: {
      domain: [0, largest],
      label: "percentile of answered operations (%)",
      grid: true,
      ticks: ticks.map(({ nines }) => nines),
      tickFormat: (nines: number) =>
        ticks.find((tick) => tick.nines === nines)?.label ?? "",
    },
    y: {
      label: scale.label,
      labelOffset: LABEL_OFFSET,
      grid: true,
      ...scale.options,
    },
    marks: lines.flatMap(({ one, style, points }) => {
      const tag = tagSeries(one.series);
      return [
        Plot.areaY(points, {
          x: "nines",
          y1: "lower",
          y2: "upper",
          fill: style.colour,
          fillOpacity: BAND_OPACITY,
          clip: true,
          ...tag,
        }),
        Plot.lineY(points, {
          x: "nines",
          y: "value",
          stroke: style.colour,
          strokeWidth: 1.8,
          ...dashed(style),
          ...tag,
        }),
        Plot.dot(points.slice(-1), {
          x: "nines",
          y: "value",
          ...dotted(style),
          ...tag,
        }),
      ];
    }),
  });
  // The script of a page prints a place on this axis as its percentile.
  panel.setAttribute("data-x-read", "percentile");
  const n = series.reduce((sum, { n }) => sum + n, 0);
  const legend = lines.map(({ one: { series, n, failed }, style }) => ({
    label: `${series} (n = ${formatCount(n)}${
      failed > 0 ? `, ${formatCount(failed)} failed` : ""
    })`,
    style,
    kind: "dotted line" as const,
    series,
  }));
  const hasBand = lines.some(({ points }) =>
    points.some(({ lower }) => Number.isFinite(lower))
  );
  return toFigure([...plotLegend(legend, document), panel], {
    title,
    caption,
    n,
    counted: nounFor(n, "answered operation"),
    notes: [
      ...(hasBand ? ["band: 95 % interval"] : []),
      "each line ends at 1 in n",
      ...(series.some(({ isBucketed }) => isBucketed)
        ? ["from buckets: interpolated"]
        : []),
      ...(series.length < given.length
        ? [`${given.length - series.length} with too few to draw`]
        : []),
    ],
    data: toTable(lines, scale.unit),
  });
}

/** Colour and symbol by group, dash by position in it. */
function toStyles(series: readonly PercentileSeries[]): SeriesStyle[] {
  const groupOf = ({ group, series }: PercentileSeries) => group || series;
  const styleOf = stylesOf([...new Set(series.map(groupOf))]);
  const members = new Map<string, number>();
  return series.map((one) => {
    const group = groupOf(one);
    const position = members.get(group) ?? 0;
    members.set(group, position + 1);
    const style = styleOf(group);
    return position === 0 ? style : { ...style, dash: dashAt(position) };
  });
}

/** Points that n supports: at most one operation is slower than the last. */
function supported({ n, points }: PercentileSeries): PercentilePoint[] {
  return points.filter(({ p }) => n > 0 && p <= 1 - 1 / n + 1e-12);
}

function toDrawn(
  { p, value, lower, upper }: PercentilePoint,
  factor: number,
): DrawnPoint {
  return {
    p,
    nines: -Math.log10(1 - p),
    value: value * factor,
    lower: lower === null || upper === null ? NaN : lower * factor,
    upper: lower === null || upper === null ? NaN : upper * factor,
  };
}

/** Returns the percentiles to label, with their place: 0, 50, 90, 99, 99.9 ... */
function percentileTicks(
  largest: number,
): { readonly nines: number; readonly label: string }[] {
  const nines = Array.from(
    { length: Math.floor(largest + 1e-9) },
    (_, i) => i + 1,
  );
  return [
    { nines: 0, label: "0" },
    { nines: Math.log10(2), label: "50" },
    ...nines.map((count) => ({
      nines: count,
      label: (100 - 10 ** (2 - count)).toFixed(Math.max(0, count - 2)),
    })),
  ];
}

function toTable(
  lines: readonly {
    readonly one: PercentileSeries;
    readonly points: readonly DrawnPoint[];
  }[],
  unit: string,
): FigureTable {
  return {
    columns: [
      { label: "series", unit: "" },
      { label: "percentile", unit: "%" },
      { label: "latency", unit },
      { label: "lower bound", unit },
      { label: "upper bound", unit },
    ],
    rows: lines.flatMap(({ one, points }) =>
      points.map(({ p, value, lower, upper }) => [
        one.series,
        p * 100,
        value,
        lower,
        upper,
      ])
    ),
  };
}
