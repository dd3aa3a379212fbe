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
import {
  dashed,
  dotted,
  type LegendItem,
  plotLegend,
  tagSeries,
} from "../drawing/legend.ts";
import { meaningStyle, stylesOf } from "../drawing/meaning.ts";
import { INK, type SeriesStyle } from "../drawing/palette.ts";
import { axisLabel, formatAxis, formatValue } from "../drawing/ticks.ts";

/** Value of one metric in one run, in its plotted unit. */
export interface RampRow {
  readonly series: string;
  readonly load: number;
  /** One of the metrics of the options. */
  readonly metric: string;
  readonly value: number;
  /** True if the run has a caveat, which the caption must state; draws a ring. */
  readonly doubtful: boolean;
}

/** Load from which on a series carries no more. */
export interface Knee {
  readonly series: string;
  readonly load: number;
  /** Interval of the load; null where it is not known. */
  readonly lower: number | null;
  readonly upper: number | null;
}

/** Options of `plotRampCurve`. */
export interface RampCurveOptions extends FigureText {
  readonly load: { readonly label: string; readonly unit: string };
  /** Panels from top to bottom: throughput, then latencies. */
  readonly metrics: readonly {
    readonly metric: string;
    readonly unit: string;
  }[];
  /** How knees were looked for: `peak of the Universal Scalability Law`. */
  readonly method: string;
  /** Empty if none was seen. */
  readonly knees: readonly Knee[];
  /** True if the load is what was offered a unit of time, in the unit of the first metric. @default {false} */
  readonly isOffered?: boolean;
}

const MARGIN_LEFT = 64;
const MARGIN_RIGHT = 28;
const FRAME = 130;
const RING_RADIUS = 6.5;

/**
 * Draws metrics against load, a panel each: a dot for every run, a ring around doubtful ones, a rule from the least to the
 * greatest run of a load, and a line through the medians of each series. Knees are labelled rules with their intervals as
 * bands; without one, a note says that none was seen. Throws `RangeError` without rows.
 */
export function plotRampCurve(
  rows: readonly RampRow[],
  { title, caption = "", load, metrics, method, knees, isOffered = false }:
    RampCurveOptions,
): Figure {
  if (rows.length === 0) {
    throw new RangeError(`Cannot draw ${title} as there are no runs`);
  }
  const document = figureDocument();
  const names = [...new Set(rows.map(({ series }) => series))];
  const styleOf = stylesOf(names);
  const loads = [...new Set(rows.map((row) => row.load))]
    .toSorted((a, b) => a - b);
  const domain = loadDomain(loads);
  const labels = plotMarkLabels(
    knees.map((knee) => ({
      ...{ from: knee.load, to: null, colour: styleOf(knee.series).colour },
      label: names.length < 2
        ? `knee at ${formatValue(knee.load)}`
        : `${knee.series}: ${formatValue(knee.load)}`,
    })),
    { domain, marginLeft: MARGIN_LEFT, marginRight: MARGIN_RIGHT },
  );
  const shown = metrics.filter(({ metric }) =>
    rows.some((row) => row.metric === metric)
  );
  const panels = shown.map(({ metric, unit }, i) => {
    const isFirst = i === 0;
    const isLast = i === shown.length - 1;
    const marginTop = 30 + (isFirst ? labels.height : 0);
    const marginBottom = isLast ? 44 : 12;
    const own = rows.filter((row) => row.metric === metric);
    return Plot.plot({
      document,
      width: WIDTH,
      height: marginTop + FRAME + marginBottom,
      marginLeft: MARGIN_LEFT,
      marginRight: MARGIN_RIGHT,
      marginTop,
      marginBottom,
      x: {
        domain: [...domain],
        ticks: 10,
        tickFormat: isLast ? formatAxis : () => "",
        label: isLast ? axisLabel(load.label, load.unit) : null,
      },
      y: {
        label: axisLabel(metric, unit),
        labelOffset: MARGIN_LEFT - 12,
        grid: true,
        nice: true,
        zero: true,
        ticks: 5,
        tickFormat: formatAxis,
      },
      marks: [
        Plot.ruleY([0], { stroke: INK, strokeOpacity: 0.4 }),
        ...plotMarks(knees.flatMap((knee) => toMarks(knee, domain, styleOf))),
        ...(isFirst && isOffered
          ? [plotOffered(domain, Math.max(...own.map(({ value }) => value)))]
          : []),
        ...names.flatMap((name) =>
          plotSeries(
            own.filter(({ series }) => series === name),
            name,
            styleOf(name),
          )
        ),
        ...(isFirst ? labels.marks : []),
      ],
    });
  });
  const n = rows.filter(({ metric }) => metric === shown[0]?.metric).length;
  const legend: LegendItem[] = [
    ...(names.length < 2 ? [] : names.map((label): LegendItem => ({
      label,
      style: styleOf(label),
      kind: "dotted line",
    }))),
    ...(isOffered
      ? [{ label: OFFERED, style: offeredStyle, kind: "line" as const }]
      : []),
  ];
  return toFigure([...plotLegend(legend, document), ...panels], {
    title,
    caption,
    n,
    counted: n === 1 ? "run" : "runs",
    notes: [
      "dot: a run",
      "line: medians",
      "faint rule: range of the runs",
      knees.length === 0
        ? `no knee seen within the loads tried (${method})`
        : `dashed: knee, ${method}`,
      ...(rows.some(({ doubtful }) => doubtful) ? ["ring: in doubt"] : []),
      ...noteLeftOut([labels], "knees"),
    ],
    data: {
      columns: [
        { label: "series", unit: "" },
        load,
        { label: "metric", unit: "" },
        { label: "value", unit: "" },
        { label: "in doubt", unit: "" },
      ],
      rows: rows.map(({ series, load, metric, value, doubtful }) => [
        series,
        load,
        axisLabel(metric, unitOf(metrics, metric)),
        value,
        doubtful ? "yes" : "no",
      ]),
    },
  });
}

const OFFERED = "all that was offered";
const offeredStyle = meaningStyle("limit");

function unitOf(metrics: RampCurveOptions["metrics"], name: string): string {
  return metrics.find(({ metric }) => metric === name)?.unit ?? "";
}

/** Starts at 0, unless the loads are far from it. */
function loadDomain(loads: readonly number[]): readonly [number, number] {
  const low = loads[0] ?? 0;
  const high = loads.at(-1) ?? low;
  const pad = 0.04 * (high - Math.min(0, low)) || 1;
  return [Math.min(0, low), high + pad];
}

/** Returns a rule at a knee, and a band over what of its interval is within the loads. */
function toMarks(
  { series, load, lower, upper }: Knee,
  [low, high]: readonly [number, number],
  styleOf: (name: string) => SeriesStyle,
): EventMark[] {
  const { colour } = styleOf(series);
  const mark = { label: "", colour };
  return [
    ...(lower === null || upper === null ? [] : [{
      ...mark,
      from: Math.max(low, lower),
      to: Math.min(high, upper),
    }]),
    { ...mark, from: load, to: null },
  ];
}

/** Draws the line on which all that was offered is carried, as far as the values reach. */
function plotOffered(
  [low, high]: readonly [number, number],
  most: number,
): Plot.Markish {
  const end = Math.min(high, most);
  return Plot.link([0], {
    ...{ x1: low, y1: low, x2: end, y2: end },
    stroke: offeredStyle.colour,
    strokeWidth: 1.4,
    ...dashed(offeredStyle),
    ...tagSeries(OFFERED),
  });
}

function plotSeries(
  rows: readonly RampRow[],
  name: string,
  style: SeriesStyle,
): Plot.Markish[] {
  const tag = tagSeries(name);
  const place = { x: "load", stroke: style.colour, ...tag };
  return [
    Plot.ruleX(
      rows,
      Plot.groupX({ y1: "min", y2: "max" }, {
        ...place,
        y1: "value",
        y2: "value",
        strokeOpacity: 0.35,
        strokeWidth: 2,
      }),
    ),
    Plot.lineY(
      rows,
      Plot.groupX({ y: "median" }, {
        ...place,
        y: "value",
        strokeWidth: 1.5,
        ...dashed(style),
      }),
    ),
    Plot.dot(rows, { x: "load", y: "value", ...dotted(style), ...tag }),
    Plot.dot(rows.filter(({ doubtful }) => doubtful), {
      x: "load",
      y: "value",
      r: RING_RADIUS,
      stroke: INK,
      ...tag,
    }),
  ];
}
