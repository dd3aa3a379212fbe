import * as Plot from "@observablehq/plot";
import { noteLeftOut } from "../drawing/events.ts";
import {
  type Figure,
  figureDocument,
  type FigureText,
  toFigure,
} from "../drawing/figure.ts";
import { zeroLine } from "../drawing/frame.ts";
import {
  BAND_OPACITY,
  dashed,
  type LegendItem,
  plotLegend,
  tagSeries,
} from "../drawing/legend.ts";
import { logTicks } from "../drawing/log_ticks.ts";
import { stylesOf } from "../drawing/meaning.ts";
import type { SeriesStyle } from "../drawing/palette.ts";
import { type EnvelopePoint, thinLine } from "../drawing/thin.ts";
import { axisLabel, nounFor } from "../drawing/ticks.ts";
import {
  type ClockAxis,
  clockAxis,
  type ClockPanel,
  plotClockPanels,
  type RunClock,
} from "../run/clock.ts";
import type { TimedValue } from "../run/rate_panel.ts";
import {
  limitItems,
  limitNames,
  type LoopLimits,
  loopLimits,
} from "./loop_limits.ts";

/** A metric of a platform over time, in the runs of several series. */
export interface LoopPanel extends LoopLimits {
  readonly label: string;
  readonly unit: string;
  /** True for values that differ by orders of magnitude, as times of loops and their limits do; those up to 0 are left out. */
  readonly log: boolean;
  readonly lines: readonly {
    /** `100 cells`. */
    readonly series: string;
    readonly points: readonly TimedValue[];
  }[];
}

/** Options of `plotLoopSeries`. */
export interface LoopSeriesOptions extends FigureText {
  readonly clock: RunClock;
}

/** Bins of a line; more could not be told apart. */
const MAX_BINS = 150;
const HEIGHT = 104;

/** Panel with thinned lines, places on the axis. */
interface ThinPanel extends Omit<LoopPanel, "lines"> {
  readonly lines: readonly {
    readonly series: string;
    readonly points: readonly EnvelopePoint[];
  }[];
}

/**
 * Draws the metrics of a platform over hours or days, a panel a metric and a line a series: the median of a bin in a band
 * from its least to its largest, and rules for its limits. Throws `RangeError` without a value.
 */
export function plotLoopSeries(
  panels: readonly LoopPanel[],
  { title, caption = "", clock }: LoopSeriesOptions,
): Figure {
  const axis = clockAxis(clock);
  const shown = panels.map((panel) => toThin(panel, axis))
    .filter(({ lines }) => lines.length > 0);
  if (shown.length === 0) {
    throw new RangeError(`Cannot draw ${title} as there are no samples`);
  }
  const document = figureDocument();
  const names = [
    ...new Set(shown.flatMap(({ lines }) => lines.map(({ series }) => series))),
  ];
  const styleOf = stylesOf(names);
  const drawn = plotClockPanels(
    shown.map((panel) => toClockPanel(panel, styleOf)),
    clock,
    document,
  );
  const n = panels.reduce(
    (sum, { lines }) =>
      lines.reduce((total, { points }) => total + points.length, sum),
    0,
  );
  return toFigure([
    ...plotLegend([
      ...names.map((label): LegendItem => ({
        label,
        style: styleOf(label),
        kind: "line",
      })),
      ...limitItems(shown, "line"),
    ], document),
    ...drawn.panels,
  ], {
    title,
    caption,
    n,
    counted: nounFor(n, "sample"),
    notes: [
      "line: median of a bin, band: its least to largest",
      ...noteLeftOut([drawn.labels], "events"),
    ],
    data: {
      columns: [
        { label: "metric", unit: "" },
        { label: "series", unit: "" },
        { label: `time since ${clock.zero}`, unit: axis.unit.symbol },
        ...["median", "least", "largest", "unit"]
          .map((label) => ({ label, unit: "" })),
      ],
      rows: shown.flatMap(({ label, unit, lines }) =>
        lines.flatMap(({ series, points }) =>
          points.filter(({ y }) => Number.isFinite(y)).map((
            { x, y, low, high },
          ) => [label, series, x, y, low, high, unit])
        )
      ),
    },
  });
}

function toThin(panel: LoopPanel, { place }: ClockAxis): ThinPanel {
  const lines = panel.lines.map(({ series, points }) => ({
    series,
    points: thinLine(
      points.filter(({ value }) => !panel.log || value > 0)
        .map(({ seconds, value }) => ({ x: place(seconds), y: value })),
      MAX_BINS,
    ),
  }));
  return { ...panel, lines: lines.filter(({ points }) => points.length > 0) };
}

function toClockPanel(
  panel: ThinPanel,
  styleOf: (series: string) => SeriesStyle,
): ClockPanel {
  return {
    label: axisLabel(panel.label, panel.unit),
    height: HEIGHT,
    y: panel.log ? logScale(panel) : { nice: true, zero: true },
    marks: [
      ...panel.log ? [] : [zeroLine()],
      ...panel.lines.flatMap(({ series, points }) => {
        const style = styleOf(series);
        const tag = tagSeries(series);
        return [
          Plot.areaY(points, {
            ...{ x: "x", y1: "low", y2: "high" },
            ...{ fill: style.colour, fillOpacity: BAND_OPACITY },
            ...tag,
          }),
          Plot.lineY(points, {
            ...{ x: "x", y: "y", stroke: style.colour, strokeWidth: 1.6 },
            ...dashed(style),
            ...tag,
          }),
        ];
      }),
      ...limitNames.flatMap((name) => {
        const value = panel[name];
        const { label, style } = loopLimits[name];
        return value === null ? [] : [Plot.ruleY([value], {
          ...{ stroke: style.colour, strokeWidth: 1.4 },
          ...dashed(style),
          ...tagSeries(label),
        })];
      }),
    ],
  };
}

/** Scale with every value and limit, and its ticks: Plot would leave out most of those of a short axis. */
function logScale(panel: ThinPanel): Plot.ScaleOptions {
  const values = [
    ...limitNames.flatMap((name) => panel[name] ?? []),
    ...panel.lines.flatMap(({ points }) =>
      points.flatMap(({ low, high }) => [low, high])
    ),
  ].filter((value) => value > 0);
  const domain: [number, number] = [
    Math.min(...values) / 1.4,
    Math.max(...values) * 1.4,
  ];
  const ticks = logTicks(...domain);
  const powers = ticks.filter((tick) =>
    Math.abs(Math.log10(tick) - Math.round(Math.log10(tick))) < 1e-9
  );
  // More than powers of ten would be too many for the height of a panel.
  return { type: "log", domain, ticks: powers.length < 2 ? ticks : powers };
}
