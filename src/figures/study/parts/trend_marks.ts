/** The marks of a trend: the runs of each series, their levels and its changes. */
import * as Plot from "@observablehq/plot";
import type { EventMark } from "../../drawing/events.ts";
import { EDGE, FONT_SIZE, WIDTH } from "../../drawing/figure.ts";
import { MARGIN_LEFT, MARGIN_RIGHT } from "../../drawing/frame.ts";
import { FIXED, writeTexts } from "../../drawing/label.ts";
import { dashed, dotted, tagSeries } from "../../drawing/legend.ts";
import { INK, MUTED, type SeriesStyle } from "../../drawing/palette.ts";
import { BOLD, clipText, textWidth } from "../../drawing/text.ts";
import { formatValue } from "../../drawing/ticks.ts";
import type { AxisRow, TrendAxis } from "./trend_axis.ts";
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

/** Single value of a run. */
export interface TrendRepetition {
  readonly series: string;
  readonly started_at: string;
  readonly version: string;
  readonly value: number;
}

/** Draws the runs of one series: medians with their ranges, joined by a line, and the single repetitions. */
export function plotSeries(
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
export function plotLevels(
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
export function writeName(
  name: string,
  metric: string,
  marginTop: number,
): Plot.Markish[] {
  const room = WIDTH - 2 * EDGE - textWidth(metric, FONT_SIZE) - 12;
  const place = { lineAnchor: "top" as const, dy: 4 - marginTop, ...FIXED };
  return [
    writeTexts([clipText(name, room / BOLD, FONT_SIZE)], {
      ...place,
      frameAnchor: "top-left",
      textAnchor: "start",
      dx: EDGE - MARGIN_LEFT,
      fontWeight: 600,
    }),
    writeTexts([metric], {
      ...place,
      frameAnchor: "top-right",
      textAnchor: "end",
      dx: MARGIN_RIGHT - EDGE,
      fill: MUTED,
    }),
  ];
}

/** Returns the mark of a change, labelled with its version, its size and its other cause. */
export function toMark(
  change: TrendChange,
  { place }: TrendAxis,
  style: SeriesStyle,
): EventMark {
  const { version, before, after, cause } = change;
  const ratio = before > 0
    ? after / before - 1
    : (after - before) / Math.abs(before);
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
