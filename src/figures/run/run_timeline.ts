import * as Plot from "@observablehq/plot";
import { areaFill, hatchPanel } from "../drawing/area.ts";
import { noteLeftOut } from "../drawing/events.ts";
import {
  type Figure,
  figureDocument,
  type FigureText,
  toFigure,
} from "../drawing/figure.ts";
import { zeroLine } from "../drawing/frame.ts";
import {
  dashed,
  type LegendItem,
  plotLegend,
  tagSeries,
} from "../drawing/legend.ts";
import { writeTexts } from "../drawing/label.ts";
import { type Meaning, meaningStyle } from "../drawing/meaning.ts";
import { MUTED } from "../drawing/palette.ts";
import { formatCount, formatSeconds, nounFor } from "../drawing/ticks.ts";
import { latencyScale } from "./latency_scale.ts";
import {
  countOf,
  outcomes,
  percentiles,
  type TimelineBin,
  toBinTable,
} from "./timeline_bins.ts";
import {
  type ClockAxis,
  clockAxis,
  type ClockPanel,
  plotClockPanels,
  type RunClock,
} from "./clock.ts";

/** Throughput, latency and errors of a run over its time. */
export interface RunTimeline {
  readonly clock: RunClock;
  /** In order of time. */
  readonly bins: readonly TimelineBin[];
  /** Length of a bin in seconds; the first and the last may differ. */
  readonly width: number;
  /** Operations without an end, which are in no bin. */
  readonly unfinished: number;
}

/**
 * Draws throughput, latency and errors of one run below each other on one clock, with phases, faults and events. Bars
 * are operations that ended in a bin, a second; lines are percentiles of a bin's answered operations, which break where
 * there are too few. Throws `RangeError` without a bin.
 */
export function plotRunTimeline(
  { clock, bins, width, unfinished }: RunTimeline,
  { title, caption = "" }: FigureText,
): Figure {
  if (bins.length === 0) {
    throw new RangeError(`Cannot draw ${title} as no operation ended`);
  }
  const document = figureDocument();
  const axis = clockAxis(clock);
  const n = outcomes.reduce((n, [key]) => n + countOf(bins, key), 0);
  const isAnswered = bins.some(({ max }) => max !== null);
  const scale = latencyScale(
    bins.flatMap(({ p50, max }) => [p50, max].filter((s) => s !== null)),
  );
  const drawn: ClockPanel[] = [
    {
      label: "operations (1/s)",
      height: 110,
      y: n === 0 ? emptyScale : { zero: true, nice: true },
      marks: [...plotThroughput(bins, axis), zeroLine()],
    },
    isAnswered
      ? {
        label: scale.label,
        height: 150,
        y: scale.options,
        marks: [
          ...(scale.log ? [] : [zeroLine()]),
          ...plotLatency(bins, axis, scale.factor),
        ],
      }
      : emptyPanel("latency (ms)", "no operation was answered"),
    countOf(bins, "failed") === 0
      ? emptyPanel("errors (1/s)", "no operation failed")
      : {
        label: "errors (1/s)",
        height: 70,
        y: { zero: true, nice: true, ticks: 3 },
        marks: [...plotErrors(bins, axis), zeroLine()],
      },
  ];
  const shown = outcomes.filter(([key]) =>
    key === "in_time" || countOf(bins, key)
  );
  const legend: LegendItem[] = [
    ...shown.map(([key, meaning, label]) => ({
      label: `${label} (${formatCount(countOf(bins, key))})`,
      style: meaningStyle(meaning),
      kind: "area" as const,
      series: label,
    })),
    ...percentiles.filter((key) => bins.some((bin) => bin[key] !== null))
      .map((key) => ({
        label: key,
        style: meaningStyle(key),
        kind: "line" as const,
      })),
    ...(isAnswered
      ? [{
        label: "slowest",
        style: meaningStyle("max"),
        kind: "dot" as const,
      }]
      : []),
  ];
  const { panels, labels } = plotClockPanels(drawn, clock, document);
  return toFigure([
    hatchPanel([meaningStyle("fault"), meaningStyle("late")], document),
    ...plotLegend(legend, document),
    ...panels,
  ], {
    title,
    caption,
    n,
    counted: nounFor(n, "operation"),
    notes: [
      `bins of ${formatSeconds(width)}`,
      ...(unfinished > 0 ? [`${formatCount(unfinished)} never ended`] : []),
      ...(clock.moments.some(({ kind, measured }) =>
          kind === "phase" && !measured
        )
        ? ["grey: not measured"]
        : []),
      ...(bins.some(({ in_time }) => in_time === null)
        ? ["gap: nothing was asked"]
        : []),
      ...noteLeftOut([labels], "events"),
    ],
    data: toBinTable(bins, axis, scale),
  });
}

const emptyScale = { domain: [0, 1], ticks: [0] };

/** A low panel that says in words what it would show. */
function emptyPanel(label: string, words: string): ClockPanel {
  return {
    label,
    height: 30,
    y: emptyScale,
    marks: [
      zeroLine(),
      writeTexts([words], { frameAnchor: "left", dx: 8, fill: MUTED }),
    ],
  };
}

/** Bar of a bin, in operations a second. */
function toBar(bin: TimelineBin, axis: ClockAxis, from: number, until: number) {
  const seconds = bin.until - bin.from;
  return {
    x1: axis.place(bin.from),
    x2: axis.place(bin.until),
    y1: from / seconds,
    y2: until / seconds,
  };
}

const edges = { x1: "x1", x2: "x2", y1: "y1", y2: "y2" };

function plotThroughput(
  bins: readonly TimelineBin[],
  axis: ClockAxis,
): Plot.Markish[] {
  return outcomes.map(([key, meaning, label], level) => {
    const bars = bins.flatMap((bin) => {
      const below = outcomes.slice(0, level)
        .reduce((sum, [key]) => sum + (bin[key] ?? 0), 0);
      const count = bin[key] ?? 0;
      return count > 0 ? [toBar(bin, axis, below, below + count)] : [];
    });
    return Plot.rect(bars, {
      ...edges,
      ...areaFill(meaningStyle(meaning)),
      shapeRendering: "crispEdges",
      ...tagSeries(label),
    });
  });
}

function plotErrors(
  bins: readonly TimelineBin[],
  axis: ClockAxis,
): Plot.Markish[] {
  const bars = bins.flatMap((bin) =>
    bin.failed ? [toBar(bin, axis, 0, bin.failed)] : []
  );
  return [Plot.rect(bars, {
    ...edges,
    ...areaFill(meaningStyle("failed")),
    // Few errors among many stay visible.
    stroke: meaningStyle("failed").colour,
    shapeRendering: "crispEdges",
    ...tagSeries("failed"),
  })];
}

function plotLatency(
  bins: readonly TimelineBin[],
  axis: ClockAxis,
  factor: number,
): Plot.Markish[] {
  const points = (key: Meaning & keyof TimelineBin) =>
    bins.map((bin) => ({
      x: axis.place((bin.from + bin.until) / 2),
      y: Number(bin[key] ?? NaN) * factor,
    }));
  const slowest = points("max").filter(({ y }) => Number.isFinite(y));
  return [
    Plot.dot(slowest, {
      x: "x",
      y: "y",
      symbol: "diamond",
      r: 2,
      fill: meaningStyle("max").colour,
      ...tagSeries("slowest"),
    }),
    ...percentiles.flatMap((key) => {
      const style = meaningStyle(key);
      const line = points(key);
      const lonely = line.filter(({ y }, i) =>
        Number.isFinite(y) && !Number.isFinite(line[i - 1]?.y ?? NaN) &&
        !Number.isFinite(line[i + 1]?.y ?? NaN)
      );
      return [
        Plot.lineY(line, {
          x: "x",
          y: "y",
          stroke: style.colour,
          strokeWidth: 1.6,
          ...dashed(style),
          ...tagSeries(key),
        }),
        Plot.dot(lonely, {
          x: "x",
          y: "y",
          r: 1.6,
          fill: style.colour,
          ...tagSeries(key),
        }),
      ];
    }),
  ];
}
