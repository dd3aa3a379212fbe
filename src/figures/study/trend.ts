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
  FONT_SIZE,
  toFigure,
  WIDTH,
} from "../drawing/figure.ts";
import { dashed, dotted, plotLegend, tagSeries } from "../drawing/legend.ts";
import { stylesOf } from "../drawing/meaning.ts";
import { FIXED } from "../drawing/row_axis.ts";
import {
  INK,
  MUTED,
  type SeriesStyle,
  seriesStyle,
} from "../drawing/palette.ts";
import { clipText, textWidth } from "../drawing/text.ts";
import { axisLabel, formatAxis, formatValue } from "../drawing/ticks.ts";
import {
  type AxisRow,
  MARGIN_LEFT,
  MARGIN_RIGHT,
  timeAxis,
  type TrendAxis,
  versionAxis,
} from "./trend_axis.ts";
import { levelsOf } from "./trend_levels.ts";

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
  /** First run back at the old level; null if the series has not returned. */
  readonly back: AxisRow | null;
  /** What else changed there, which may be the cause; empty if only the version did. */
  readonly cause: string;
}

/** Moment from which the environment of the runs was another one. */
export interface TrendEnvironment {
  /** Start of the first run in it, ISO 8601. */
  readonly started_at: string;
  readonly version: string;
  readonly label: string;
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
  /** Marked in every panel. @default {[]} */
  readonly environment?: readonly TrendEnvironment[];
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

/** Pixels left and right of the name of a panel. */
const EDGE = 12;
/** Bold letters are about a tenth wider. */
const BOLD = 1.12;

/**
 * Draws a metric over time or version: a dot for each run's median, a faint rule from its lowest to its highest
 * repetition, a line through the medians of each series, a labelled vertical rule at each change of level, and the levels as
 * broad lines. Changes that something else may have caused, and changes of the environment, are grey. Throws `RangeError`
 * without rows.
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
    environment = [],
    repetitions = [],
  }: TrendOptions,
): Figure {
  if (rows.length === 0) {
    throw new RangeError(`Cannot draw ${title} as there are no runs`);
  }
  const document = figureDocument();
  const axis = x === "time" ? timeAxis(rows) : versionAxis(rows);
  const names = [...new Set(rows.map(({ series }) => series))];
  // Each panel has one series and its name: a colour of its own would mean nothing.
  const styleOf = arrange === "facets" ? () => seriesStyle(0) : stylesOf(names);
  const isFacets = arrange === "facets";
  const groups = isFacets ? names.map((name) => [name]) : [names];
  const marksOf = groups.map((group) => [
    ...environment.map((row) => ({
      ...{ from: axis.place(row), to: null },
      ...{ label: row.label, colour: MUTED },
    })),
    ...changes.filter(({ series }) => group.includes(series)).map((change) =>
      toMark(change, axis, styleOf(change.series))
    ),
  ]);
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
    const marginTop = 30 + labels.height;
    const marginBottom = bottom ? 24 + axis.tickHeight : 12;
    return Plot.plot({
      document,
      width: WIDTH,
      height: (isFacets ? 110 : 230) + marginTop + marginBottom,
      marginLeft: MARGIN_LEFT,
      marginRight: MARGIN_RIGHT,
      marginTop,
      marginBottom,
      x: {
        ...axis.options,
        domain: [...axis.domain],
        ...(bottom ? {} : { label: null, tickFormat: () => "" }),
      },
      y: {
        label: isFacets ? null : axisLabel(metric, unit),
        labelOffset: MARGIN_LEFT - 12,
        grid: true,
        nice: true,
        tickFormat: formatAxis,
        ticks: isFacets ? 4 : 6,
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
        ...group.flatMap((series) =>
          plotLevels(
            rows.filter((row) => row.series === series),
            changes.filter((change) => change.series === series),
            { series, axis },
          )
        ),
        ...labels.marks,
        ...(isFacets
          ? writeName(group[0] ?? "", axisLabel(metric, unit), marginTop)
          : []),
      ],
    });
  });
  const legend = names.map((name) => ({
    label: `${name} (${rows.filter((row) => row.series === name).length})`,
    style: styleOf(name),
    kind: "dotted line" as const,
    series: name,
  }));
  // A panel with its own name needs no legend.
  const shown = isFacets ? [] : legend;
  return toFigure([...plotLegend(shown, document), ...panels], {
    title,
    caption,
    n: rows.length,
    counted: rows.length === 1 ? "run" : "runs",
    notes: [
      "dot: median of a run",
      "faint rule: its least to largest value",
      ...(changes.length > 0
        ? ["dashed rule: change of level", "broad line: median of a level"]
        : []),
      ...(changes.some(({ cause }) => cause !== "")
        ? ["grey: not of the version alone"]
        : []),
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

function plotSeries(
  rows: readonly TrendRow[],
  repetitions: readonly TrendRepetition[],
  { series, axis: { place }, style }: {
    readonly series: string;
    readonly axis: TrendAxis;
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

/** Draws the median of each level as a broad line. */
function plotLevels(
  rows: readonly TrendRow[],
  changes: readonly TrendChange[],
  { series, axis: { place } }: {
    readonly series: string;
    readonly axis: TrendAxis;
  },
): Plot.Markish[] {
  const places = rows.map(place);
  const levels = levelsOf(
    [Math.min(...places), Math.max(...places)],
    changes.map((change) => ({
      ...change,
      from: place(change),
      to: change.back && place(change.back),
    })),
  );
  return levels.length === 0 ? [] : [
    Plot.link(levels, {
      x1: "from",
      x2: "to",
      y1: "value",
      y2: "value",
      stroke: INK,
      strokeWidth: 3,
      strokeOpacity: 0.75,
      ...tagSeries(series),
    }),
  ];
}

/** Writes the name of a panel above its other labels, and what its axis shows at the right edge. */
function writeName(
  name: string,
  metric: string,
  marginTop: number,
): Plot.Markish[] {
  const room = WIDTH - 2 * EDGE - textWidth(metric, FONT_SIZE) - 12;
  const place = { lineAnchor: "top" as const, dy: 4 - marginTop, ...FIXED };
  const show = (text: string) => text;
  return [
    Plot.text([clipText(name, room / BOLD, FONT_SIZE)], {
      ...place,
      text: show,
      frameAnchor: "top-left",
      textAnchor: "start",
      dx: EDGE - MARGIN_LEFT,
      fontWeight: 600,
      fill: INK,
    }),
    Plot.text([metric], {
      ...place,
      text: show,
      frameAnchor: "top-right",
      textAnchor: "end",
      dx: MARGIN_RIGHT - EDGE,
      fill: MUTED,
    }),
  ];
}

function toMark(
  change: TrendChange,
  { place }: TrendAxis,
  style: SeriesStyle,
): EventMark {
  const { version, before, after, cause } = change;
  const ratio = after / before - 1;
  const step = Number.isFinite(ratio)
    ? `${ratio > 0 ? "+" : ""}${formatValue(ratio * 100)} %`
    : `${formatValue(before)} → ${formatValue(after)}`;
  const label = version === "" ? step : `${version} ${step}`;
  return {
    from: place(change),
    to: null,
    label: cause === "" ? label : `${label}, ${cause}`,
    colour: cause === "" ? style.colour : MUTED,
  };
}
