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
import { dashed, plotLegend, tagSeries } from "../drawing/legend.ts";
import { meaningStyle, stylesOf } from "../drawing/meaning.ts";
import { INK, type SeriesStyle } from "../drawing/palette.ts";
import { type LinePoint, thinLine } from "../drawing/thin.ts";
import { axisLabel, elapsedUnit, formatAxis } from "../drawing/ticks.ts";

/** Sample, in the plotted unit. */
export interface ResourceRow {
  /** Each metric has its own panel. */
  readonly metric: string;
  readonly unit: string;
  /** Process or node; each source has its own line. */
  readonly source: string;
  /** ISO 8601. */
  readonly at: string;
  readonly value: number;
}

/** Event of the run: a fault, a restart, an OOM kill. */
export interface ResourceEvent {
  /** ISO 8601. */
  readonly from: string;
  /** End of the event, null for a single time. */
  readonly to: string | null;
  readonly label: string;
}

/** Options of `plotResourceSeries`. */
export interface ResourceSeriesOptions extends FigureText {
  /** @default {[]} */
  readonly events?: readonly ResourceEvent[];
  /** ISO 8601 time that is zero on the axis. @default the first sample */
  readonly start?: string | null;
}

/** Maximum number of points of a line; more points than pixels only enlarge the file. */
const MAX_POINTS = 600;
const MARGIN_LEFT = 64;
const MARGIN_RIGHT = 28;

/**
 * Draws samples over the time of a run, a panel a metric and a line a source, with bands and rules for events. Lines
 * break at gaps in sampling, and thinned lines keep their extremes. Throws `RangeError` without rows.
 */
export function plotResourceSeries(
  rows: readonly ResourceRow[],
  { title, caption = "", events = [], start = null }: ResourceSeriesOptions,
): Figure {
  if (rows.length === 0) {
    throw new RangeError(`Cannot draw ${title} as there are no samples`);
  }
  const document = figureDocument();
  const times = rows.map(({ at }) => Date.parse(at));
  const first = times.reduce((a, b) => Math.min(a, b));
  const last = times.reduce((a, b) => Math.max(a, b));
  const zero = start === null ? first : Date.parse(start);
  const { symbol, seconds } = elapsedUnit((last - Math.min(first, zero)) / 1e3);
  const place = (at: string) => (Date.parse(at) - zero) / (1e3 * seconds);
  const ends = events.flatMap((
    { from, to },
  ) => [place(from), place(to ?? from)]);
  const low = Math.min(0, (first - zero) / (1e3 * seconds), ...ends);
  const high = Math.max((last - zero) / (1e3 * seconds), ...ends);
  // A single time still needs an axis around it.
  const domain = [low, high > low ? high : low + 1] as const;

  const marks = events.map(({ from, to, label }): EventMark => ({
    from: place(from),
    to: to === null ? null : place(to),
    label,
    colour: meaningStyle("fault").colour,
  }));
  const labels = plotMarkLabels(marks, {
    domain,
    marginLeft: MARGIN_LEFT,
    marginRight: MARGIN_RIGHT,
  });
  const sources = [...new Set(rows.map(({ source }) => source))];
  const styleOf = stylesOf(sources);
  const metrics = [...Map.groupBy(rows, ({ metric }) => metric).entries()];
  const linesOf = metrics.map(([, samples]) =>
    [...Map.groupBy(samples, ({ source }) => source).entries()]
      .map(([source, samples]) => ({
        source,
        points: toLine(
          samples.map(({ at, value }) => ({ x: place(at), y: value })),
        ),
      }))
  );
  const panels = metrics.map(([metric, samples], i) => {
    const top = i === 0;
    const bottom = i === metrics.length - 1;
    const marginTop = 30 + (top ? labels.height : 0);
    const marginBottom = bottom ? 44 : 10;
    return Plot.plot({
      document,
      width: WIDTH,
      height: 120 + marginTop + marginBottom,
      marginLeft: MARGIN_LEFT,
      marginRight: MARGIN_RIGHT,
      marginTop,
      marginBottom,
      x: {
        domain: [...domain],
        label: bottom ? axisLabel("time since start", symbol) : null,
        ticks: 8,
        tickFormat: bottom ? formatAxis : () => "",
        grid: true,
      },
      y: {
        label: axisLabel(metric, samples[0]?.unit ?? ""),
        labelOffset: MARGIN_LEFT - 12,
        grid: true,
        nice: true,
        zero: true,
        ticks: 4,
        tickFormat: formatAxis,
      },
      marks: [
        ...plotMarks(marks),
        Plot.ruleY([0], { stroke: INK, strokeOpacity: 0.4 }),
        ...(linesOf[i] ?? []).map(({ source, points }) =>
          plotLine(points, source, styleOf(source))
        ),
        ...(top ? labels.marks : []),
      ],
    });
  });
  const legend = sources.map((label) => ({
    label,
    style: styleOf(label),
    kind: "line" as const,
  }));
  return toFigure([...plotLegend(legend, document), ...panels], {
    title,
    caption,
    n: rows.length,
    counted: rows.length === 1 ? "sample" : "samples",
    notes: noteLeftOut([labels], "events"),
    data: {
      columns: [
        { label: "metric", unit: "" },
        { label: "source", unit: "" },
        { label: "time since start", unit: symbol },
        { label: "value", unit: "" },
        { label: "unit", unit: "" },
      ],
      rows: metrics.flatMap(([metric, samples], i) =>
        (linesOf[i] ?? []).flatMap(({ source, points }) =>
          points.filter(({ y }) => Number.isFinite(y))
            .map(({ x, y }) => [metric, source, x, y, samples[0]?.unit ?? ""])
        )
      ),
    },
  });
}

function toLine(points: readonly LinePoint[]): LinePoint[] {
  return thinLine(points.toSorted((a, b) => a.x - b.x), MAX_POINTS);
}

function plotLine(
  points: readonly LinePoint[],
  source: string,
  style: SeriesStyle,
): Plot.Markish {
  return Plot.lineY(points, {
    x: "x",
    y: "y",
    stroke: style.colour,
    strokeWidth: 1.6,
    ...dashed(style),
    ...tagSeries(source),
  });
}
