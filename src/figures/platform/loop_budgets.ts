import * as Plot from "@observablehq/plot";
import {
  type Figure,
  figureDocument,
  type FigureTable,
  type FigureText,
  FONT_SIZE,
  toFigure,
  WIDTH,
} from "../drawing/figure.ts";
import { MARGIN_BOTTOM } from "../drawing/frame.ts";
import { HALO, writeTexts } from "../drawing/label.ts";
import {
  dashed,
  dotted,
  type LegendItem,
  plotLegend,
  tagSeries,
} from "../drawing/legend.ts";
import { logAxis } from "../drawing/log_axis.ts";
import { stylesOf } from "../drawing/meaning.ts";
import type { SeriesStyle } from "../drawing/palette.ts";
import { rowAxis } from "../drawing/row_axis.ts";
import { textWidth } from "../drawing/text.ts";
import { axisLabel, formatSeconds, nounFor } from "../drawing/ticks.ts";
import { limitItems, type LoopLimits, loopLimits } from "./loop_limits.ts";

/** How long one loop took in the runs of one series. Seconds. */
export interface LoopTimes {
  /** `100 cells`. */
  readonly series: string;
  readonly n: number;
  readonly median: number;
  readonly p95: number;
  readonly max: number;
}

/** A loop with what bounds it, in seconds. */
export interface LoopRow extends LoopLimits {
  readonly label: string;
  readonly times: readonly LoopTimes[];
}

/** Height of the lane of a series, and the gap between rows, in pixels. */
const LANE = 14;
const GAP = 14;
const TOP = 8;
const BAND_OPACITY = 0.16;

/** Times of one loop with their place; `y` in rows. */
interface Lane extends LoopTimes {
  readonly y: number;
}

/**
 * Draws how long loops take, on a logarithmic axis, against the intervals in which they must end and the levels of their
 * alerts: a dot at the median, a thick line to the 95th percentile, a thin one to the longest, with its number. Throws
 * `RangeError` without a loop.
 */
export function plotLoopBudgets(
  rows: readonly LoopRow[],
  { title, caption = "" }: FigureText,
): Figure {
  const names = [
    ...new Set(rows.flatMap(({ times }) => times.map(({ series }) => series))),
  ];
  if (names.length === 0) {
    throw new RangeError(`Cannot draw ${title} as no loop was timed`);
  }
  const document = figureDocument();
  const styleOf = stylesOf(names);
  const height = names.length * LANE + GAP;
  const lanes = rows.flatMap(({ times }, row) =>
    times.map((one): Lane => ({
      ...one,
      y: row + (names.indexOf(one.series) - (names.length - 1) / 2) *
          LANE / height,
    }))
  );
  const domain = toDomain(rows);
  const axis = rowAxis(rows.map(({ label }) => label), {
    widest: 170,
    lines: 2,
  });
  const texts = lanes.map(({ max }) =>
    formatSeconds(Number(max.toPrecision(3)))
  );
  const room = Math.max(...texts.map((text) => textWidth(text, FONT_SIZE)));
  const panel = Plot.plot({
    document,
    width: WIDTH,
    height: TOP + rows.length * height + MARGIN_BOTTOM,
    marginLeft: axis.margin,
    // The longest of all has its number beside it.
    marginRight: Math.ceil(room) + 16,
    marginTop: TOP,
    marginBottom: MARGIN_BOTTOM,
    x: { type: "log", domain, axis: null },
    y: axis.scale,
    marks: [
      ...plotAlerts(rows, domain[1]),
      axis.rules,
      axis.labels,
      ...logAxis({
        axis: "x",
        domain,
        label: axisLabel("time of a loop", "s"),
        labelOffset: 36,
      }),
      ...plotIntervals(rows),
      ...names.flatMap((series) =>
        plotLanes(
          lanes.filter((lane) => lane.series === series),
          { style: styleOf(series), low: domain[0] },
        )
      ),
      writeTexts(texts, {
        x: (_, i) => Math.max(lanes[i]?.max ?? 0, domain[0]),
        y: (_, i) => lanes[i]?.y ?? 0,
        textAnchor: "start",
        dx: 8,
        ...HALO,
      }),
    ],
  });
  const n = lanes.reduce((sum, lane) => sum + lane.n, 0);
  return toFigure([
    ...plotLegend([
      ...names.map((label): LegendItem => ({
        label,
        style: styleOf(label),
        kind: "dot",
      })),
      ...limitItems(rows, "band"),
    ], document),
    panel,
  ], {
    title,
    caption,
    n,
    counted: nounFor(n, "loop"),
    notes: [
      "dot: median",
      "thick line: to the 95th percentile",
      "thin line and number: longest",
    ],
    data: toTable(rows),
  });
}

/** Returns a domain with every time and limit, and room beside them. */
function toDomain(rows: readonly LoopRow[]): [number, number] {
  const values = rows.flatMap(({ interval, yellow, red, times }) => [
    ...[interval, yellow, red].flatMap((limit) => limit ?? []),
    ...times.flatMap(({ median, max }) => [median, max]),
  ]).filter((value) => value > 0);
  return values.length === 0
    ? [0.001, 1]
    : [Math.min(...values) / 1.5, Math.max(...values) * 1.3];
}

/** Tints the times from each level of alert on. */
function plotAlerts(rows: readonly LoopRow[], end: number): Plot.Markish[] {
  const spans = (name: "yellow" | "red") =>
    rows.flatMap((row, y) => {
      const from = row[name];
      const until = name === "yellow" ? row.red ?? end : end;
      return from === null ? [] : [{ from, until, y }];
    });
  return (["yellow", "red"] as const).map((name) =>
    Plot.rect(spans(name), {
      x1: "from",
      x2: "until",
      y1: ({ y }: { readonly y: number }) => y - 0.5,
      y2: ({ y }: { readonly y: number }) => y + 0.5,
      fill: loopLimits[name].style.colour,
      fillOpacity: BAND_OPACITY,
      ...tagSeries(loopLimits[name].label),
    })
  );
}

function plotIntervals(rows: readonly LoopRow[]): Plot.Markish[] {
  const { label, style } = loopLimits.interval;
  const places = rows.flatMap(({ interval }, y) =>
    interval === null ? [] : [{ interval, y }]
  );
  return [Plot.link(places, {
    x1: "interval",
    x2: "interval",
    y1: ({ y }: { readonly y: number }) => y - 0.5,
    y2: ({ y }: { readonly y: number }) => y + 0.5,
    stroke: style.colour,
    strokeWidth: 1.6,
    ...dashed(style),
    ...tagSeries(label),
  })];
}

/** Draws the times of one series in all rows; a time of 0 stands at the lowest value of the axis. */
function plotLanes(
  lanes: readonly Lane[],
  { style, low }: { readonly style: SeriesStyle; readonly low: number },
): Plot.Markish[] {
  const [first] = lanes;
  if (first === undefined) return [];
  const tag = tagSeries(first.series);
  const at = (of: (lane: Lane) => number) => (lane: Lane) =>
    Math.max(of(lane), low);
  const rule = { y: "y", stroke: style.colour, ...tag };
  return [
    Plot.ruleY(lanes, {
      x1: at(({ median }) => median),
      x2: at(({ max }) => max),
      strokeWidth: 1.2,
      ...rule,
    }),
    Plot.ruleY(lanes, {
      x1: at(({ median }) => median),
      x2: at(({ p95 }) => p95),
      strokeWidth: 3.5,
      ...rule,
    }),
    Plot.dot(lanes, {
      x: at(({ median }) => median),
      y: "y",
      ...dotted(style),
      ...tag,
    }),
  ];
}

function toTable(rows: readonly LoopRow[]): FigureTable {
  return {
    columns: [
      ...["loop", "series", "n"].map((label) => ({ label, unit: "" })),
      ...["median", "p95", "longest", "interval", "yellow", "red"]
        .map((label) => ({ label, unit: "s" })),
    ],
    rows: rows.flatMap(({ label, interval, yellow, red, times }) =>
      times.map(({ series, n, median, p95, max }) => [
        ...[label, series, n, median, p95, max],
        ...[interval, yellow, red],
      ])
    ),
  };
}
