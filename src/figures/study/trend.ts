import * as Plot from "@observablehq/plot";
import {
  type EventMark,
  noteLeftOut,
  plotMarkLabels,
  plotMarks,
} from "../drawing/events.ts";
import {
  type Figure,
  figureDocument,
  type FigureText,
  toFigure,
  WIDTH,
} from "../drawing/figure.ts";
import { dashed, dotted, plotLegend, tagSeries } from "../drawing/legend.ts";
import { stylesOf } from "../drawing/meaning.ts";
import { type SeriesStyle } from "../drawing/palette.ts";
import { clipText, textWidth } from "../drawing/text.ts";
import { axisLabel, formatAxis, formatValue } from "../drawing/ticks.ts";

/** Run with median, min and max of its repetitions, in the plotted unit. */
export interface TrendRow {
  readonly series: string;
  /** ISO 8601. */
  readonly started_at: string;
  readonly version: string;
  readonly median: number;
  readonly min: number;
  readonly max: number;
  /** Repetitions in the run. */
  readonly n: number;
}

/** Change of the level of a series, in the plotted unit. */
export interface TrendChange {
  readonly series: string;
  /** Start of the first run at the new level, ISO 8601. */
  readonly started_at: string;
  readonly version: string;
  readonly before: number;
  readonly after: number;
}

/** Options of `plotTrend`. */
export interface TrendOptions extends FigureText {
  /** Label of the y axis. */
  readonly metric: string;
  readonly unit: string;
  /** Places runs by time, or evenly by version in order of its first run. @default {"time"} */
  readonly x?: "time" | "version";
  /** Draws all series in one panel, or each in its own with its own scale. @default {"overlay"} */
  readonly arrange?: "overlay" | "facets";
  /** @default {[]} */
  readonly changes?: readonly TrendChange[];
  /** Single repetitions, drawn as faint points. @default {[]} */
  readonly repetitions?: readonly TrendRepetition[];
}

/** Single value of a run. */
export interface TrendRepetition {
  readonly series: string;
  readonly started_at: string;
  readonly version: string;
  readonly value: number;
}

const MARGIN_LEFT = 64;
const MARGIN_RIGHT = 28;

/**
 * Draws a metric over time or version: a dot for each run's median, a faint rule from its lowest to its highest
 * repetition, a line through the medians of each series, and a labelled vertical rule at each change of level. Throws
 * `RangeError` without rows.
 */
export function plotTrend(
  rows: readonly TrendRow[],
  {
    title,
    caption = "",
    metric,
    unit,
    x = "time",
    arrange = "overlay",
    changes = [],
    repetitions = [],
  }: TrendOptions,
): Figure {
  if (rows.length === 0) {
    throw new RangeError(`Cannot draw ${title} as there are no runs`);
  }
  const document = figureDocument();
  const axis = x === "time" ? timeAxis(rows) : versionAxis(rows);
  const names = [...new Set(rows.map(({ series }) => series))];
  const styleOf = stylesOf(names);
  const groups = arrange === "facets" ? names.map((name) => [name]) : [names];
  const marksOf = groups.map((group) =>
    changes.filter(({ series }) => group.includes(series)).map((change) =>
      toMark(change, axis, styleOf(change.series))
    )
  );
  const labelsOf = marksOf.map((marks) =>
    plotMarkLabels(marks, {
      domain: axis.domain,
      marginLeft: MARGIN_LEFT,
      marginRight: MARGIN_RIGHT,
    })
  );
  const panels = groups.map((group, i) => {
    const bottom = i === groups.length - 1;
    const marks = marksOf[i] ?? [];
    const labels = labelsOf[i] ?? { marks: [], height: 0 };
    const name = axisLabel(metric, unit);
    const marginTop = 30 + labels.height;
    const marginBottom = (bottom ? 24 : 10) + axis.tickHeight;
    return Plot.plot({
      document,
      width: WIDTH,
      height: (arrange === "facets" ? 130 : 230) + marginTop + marginBottom,
      marginLeft: MARGIN_LEFT,
      marginRight: MARGIN_RIGHT,
      marginTop,
      marginBottom,
      x: {
        ...axis.options,
        domain: [...axis.domain],
        ...(bottom ? {} : { label: null }),
      },
      y: {
        label: arrange === "facets" ? `${group[0] ?? ""}: ${name}` : name,
        labelOffset: MARGIN_LEFT - 12,
        grid: true,
        nice: true,
        tickFormat: formatAxis,
        ticks: 6,
      },
      marks: [
        ...plotMarks(marks),
        ...group.flatMap((series) =>
          plotSeries(
            rows.filter((row) => row.series === series),
            repetitions.filter((row) => row.series === series),
            { series, axis, style: styleOf(series) },
          )
        ),
        ...labels.marks,
      ],
    });
  });
  const legend = names.map((name) => ({
    label: `${name} (${rows.filter((row) => row.series === name).length})`,
    style: styleOf(name),
    kind: "dotted line" as const,
    series: name,
  }));
  return toFigure([...plotLegend(legend, document), ...panels], {
    title,
    caption,
    n: rows.length,
    counted: rows.length === 1 ? "run" : "runs",
    notes: [
      "dot: median of a run",
      "faint rule: its least to largest value",
      ...(changes.length > 0 ? ["dashed rule: change of level"] : []),
      ...noteLeftOut(labelsOf, "changes"),
    ],
    data: {
      columns: [
        { label: "series", unit: "" },
        { label: "start of run", unit: "UTC" },
        { label: "version", unit: "" },
        { label: `${metric}, median`, unit },
        { label: `${metric}, least`, unit },
        { label: `${metric}, largest`, unit },
        { label: "repetitions", unit: "" },
      ],
      rows: rows.map((
        { series, started_at, version, median, min, max, n },
      ) => [series, started_at, version, median, min, max, n]),
    },
  });
}

/** Scale of the x axis, and options to draw it. */
interface Axis {
  readonly domain: readonly [number, number];
  readonly place: (
    row: { readonly started_at: string; readonly version: string },
  ) => number;
  readonly options: Plot.ScaleOptions;
  /** Height of ticks and their labels in pixels; labels of times may have two lines. */
  readonly tickHeight: number;
}

function timeAxis(rows: readonly TrendRow[]): Axis {
  const place = ({ started_at }: { readonly started_at: string }) =>
    Date.parse(started_at);
  const times = rows.map(place);
  const first = Math.min(...times);
  const last = Math.max(...times);
  // A single time still needs an axis around it: half a day to each side.
  const pad = (last - first) * 0.02 || 43_200_000;
  return {
    domain: [first - pad, last + pad],
    place,
    options: { type: "utc", label: "start of run (UTC)" },
    tickHeight: 34,
  };
}

function versionAxis(rows: readonly TrendRow[]): Axis {
  const inOrder = rows.toSorted((a, b) =>
    Date.parse(a.started_at) - Date.parse(b.started_at)
  );
  const versions = [...new Set(inOrder.map(({ version }) => version))];
  const labels = versions.map((version) => clipText(version, 110, 13));
  const widest = Math.max(...labels.map((label) => textWidth(label, 13))) + 12;
  const room = (WIDTH - MARGIN_LEFT - MARGIN_RIGHT) / versions.length;
  const step = Math.ceil(widest / room);
  return {
    domain: [-0.5, versions.length - 0.5],
    place: ({ version }) => versions.indexOf(version),
    options: {
      type: "linear",
      label: "version, in order of first run",
      ticks: versions.map((_, i) => i).filter((i) => i % step === 0),
      tickFormat: (i: number) => labels[i] ?? "",
    },
    tickHeight: 20,
  };
}

function plotSeries(
  rows: readonly TrendRow[],
  repetitions: readonly TrendRepetition[],
  { series, axis: { place }, style }: {
    readonly series: string;
    readonly axis: Axis;
    readonly style: SeriesStyle;
  },
): Plot.Markish[] {
  const runs = rows.toSorted((a, b) => place(a) - place(b));
  const tag = tagSeries(series);
  return [
    Plot.ruleX(runs, {
      x: place,
      y1: "min",
      y2: "max",
      stroke: style.colour,
      strokeOpacity: 0.35,
      strokeWidth: 2,
      ...tag,
    }),
    Plot.dot(repetitions, {
      x: place,
      y: "value",
      r: 2,
      fill: style.colour,
      fillOpacity: 0.35,
      ...tag,
    }),
    Plot.lineY(runs, {
      x: place,
      y: "median",
      stroke: style.colour,
      strokeWidth: 1.5,
      ...dashed(style),
      ...tag,
    }),
    Plot.dot(runs, { x: place, y: "median", ...dotted(style), ...tag }),
  ];
}

function toMark(
  change: TrendChange,
  { place }: Axis,
  style: SeriesStyle,
): EventMark {
  const { version, before, after } = change;
  const ratio = after / before - 1;
  const step = Number.isFinite(ratio)
    ? `${ratio > 0 ? "+" : ""}${formatValue(ratio * 100)} %`
    : `${formatValue(before)} → ${formatValue(after)}`;
  return {
    from: place(change),
    to: null,
    label: version === "" ? step : `${version} ${step}`,
    colour: style.colour,
  };
}
