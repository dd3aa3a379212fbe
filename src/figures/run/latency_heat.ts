import * as Plot from "@observablehq/plot";
import { plotHatches } from "../drawing/area.ts";
import { noteLeftOut } from "../drawing/events.ts";
import {
  EDGE,
  type Figure,
  figureDocument,
  type FigureText,
  FONT_SIZE,
  toFigure,
} from "../drawing/figure.ts";
import { plotPixels } from "../drawing/frame.ts";
import { writeTexts } from "../drawing/label.ts";
import { meaningStyle } from "../drawing/meaning.ts";
import { MUTED, PAPER } from "../drawing/palette.ts";
import { svgElement } from "../drawing/svg.ts";
import { textWidth } from "../drawing/text.ts";
import { formatCount, formatSeconds, nounFor } from "../drawing/ticks.ts";
import {
  type ClockAxis,
  clockAxis,
  plotClockPanels,
  type RunClock,
} from "./clock.ts";
import { latencyScale, logTicks } from "./latency_scale.ts";

/** Answered operations of one bin of time and of latency. */
export interface HeatCell {
  /** Seconds from the clock's zero. */
  readonly from: number;
  readonly until: number;
  /** Bounds of the latency in seconds, above zero. */
  readonly lower: number;
  readonly upper: number;
  /** At least 1: empty cells are left out. */
  readonly count: number;
}

/** Latency of a run over its time, as counts. */
export interface LatencyHeat {
  readonly clock: RunClock;
  readonly cells: readonly HeatCell[];
  /** Length of a bin in seconds. */
  readonly width: number;
}

/** Step of the colour scale: counts from `least` to `most`. */
interface Level {
  readonly least: number;
  readonly most: number;
  readonly opacity: number;
}

const MAX_LEVELS = 6;
const HUE = "var(--c1)";
const LOWEST_OPACITY = 0.18;

/**
 * Draws how many answered operations had which latency at which time: time to the right, latency upwards on a
 * logarithmic axis, and the more operations in a cell the stronger its colour, in steps of one ratio that the key names.
 * Unlike percentiles, it shows two groups of latencies as two bands. Throws `RangeError` without a cell.
 */
export function plotLatencyHeat(
  { clock, cells, width }: LatencyHeat,
  { title, caption = "" }: FigureText,
): Figure {
  if (cells.length === 0) {
    throw new RangeError(`Cannot draw ${title} as no operation was answered`);
  }
  const document = figureDocument();
  const axis = clockAxis(clock);
  const bounds = cells.flatMap(({ lower, upper }) => [lower, upper]);
  const { label, unit, factor, options } = latencyScale(bounds, { log: true });
  const domain = [
    Math.min(...bounds) * factor,
    Math.max(...bounds) * factor,
  ] as const;
  const levels = toLevels(Math.max(...cells.map(({ count }) => count)));
  const { panels, labels } = plotClockPanels(
    [{
      label,
      height: 230,
      y: { ...options, domain: [...domain], ticks: logTicks(domain) },
      marks: [
        // Cells cover the bands behind them: a tint on a tint could not be read.
        plotCells(cells, {
          axis,
          factor,
          fill: PAPER,
          opacity: 1,
          isTable: true,
        }),
        ...levels.map(({ least, most, opacity }) =>
          plotCells(
            cells.filter(({ count }) => count >= least && count <= most),
            { axis, factor, fill: HUE, opacity, isTable: false },
          )
        ),
      ],
    }],
    clock,
    document,
  );
  const n = cells.reduce((sum, { count }) => sum + count, 0);
  return toFigure([plotKey(levels, document), ...panels], {
    title,
    caption,
    n,
    counted: nounFor(n, "answered operation"),
    notes: [
      `cells of ${formatSeconds(width)}`,
      "empty: none answered",
      ...noteLeftOut([labels], "events"),
    ],
    data: {
      columns: [
        { label: "from", unit: axis.unit.symbol },
        { label: "until", unit: axis.unit.symbol },
        { label: "latency from", unit },
        { label: "latency to", unit },
        { label: "operations", unit: "" },
      ],
      rows: cells.map(({ from, until, lower, upper, count }) => [
        axis.place(from),
        axis.place(until),
        lower * factor,
        upper * factor,
        count,
      ]),
    },
  });
}

/** Draws cells of one colour as one path: as elements of their own, they would be most of a report. */
function plotCells(
  cells: readonly HeatCell[],
  { axis, factor, fill, opacity, isTable }: {
    readonly axis: ClockAxis;
    readonly factor: number;
    readonly fill: string;
    readonly opacity: number;
    /** True for the path whose cells are those of the figure's table. */
    readonly isTable: boolean;
  },
): Plot.Markish {
  return (_index, scales, _values, _dimensions, { document }) => {
    const x = (seconds: number) => Number(scales.x?.(axis.place(seconds)));
    const y = (seconds: number) => Number(scales.y?.(seconds * factor));
    const boxes = stackCells(cells).map(({ from, until, lower, upper }) => {
      const [left, top] = [pixel(x(from)), pixel(y(upper))];
      const width = pixel(x(until) - left);
      const height = pixel(y(lower) - top);
      return `M${left} ${top}h${width}v${height}h${-width}z`;
    });
    return svgElement(document, "path", {
      // The script of a page finds the cells by the bounds in the figure's table, as a path joins them.
      ...(isTable ? { "data-cells": "bounds" } : {}),
      d: boxes.join(""),
      fill,
      "fill-opacity": pixel(opacity),
      "shape-rendering": "crispEdges",
    });
  };
}

/** Hundredths of a pixel, as in all figures. */
function pixel(value: number): number {
  return Math.round(value * 100) / 100;
}

/** Joins cells that stand on each other. */
function stackCells(cells: readonly HeatCell[]): HeatCell[] {
  const stacks: HeatCell[] = [];
  const inOrder = cells.toSorted((a, b) =>
    a.from - b.from || a.lower - b.lower
  );
  for (const cell of inOrder) {
    const last = stacks.at(-1);
    // The bounds of neighbours come from one power, up to its last digit.
    if (
      last?.from === cell.from &&
      Math.abs(last.upper / cell.lower - 1) < 1e-9
    ) stacks[stacks.length - 1] = { ...last, upper: cell.upper };
    else stacks.push(cell);
  }
  return stacks;
}

/** Returns up to six steps of about one ratio from 1 to the largest count, without a step that no count can have. */
function toLevels(largest: number): Level[] {
  const starts = [
    ...new Set(
      Array.from(
        { length: MAX_LEVELS },
        (_, i) => roundTwo((largest + 1) ** (i / MAX_LEVELS)),
      ),
    ),
  ].filter((least) => least <= largest);
  return starts.map((least, i) => ({
    least,
    most: (starts[i + 1] ?? largest + 1) - 1,
    opacity: starts.length === 1
      ? 1
      : LOWEST_OPACITY + (1 - LOWEST_OPACITY) * i / (starts.length - 1),
  }));
}

/** Rounds up to two digits, so that the key has short numbers. */
function roundTwo(value: number): number {
  const step = Math.max(1, 10 ** (Math.floor(Math.log10(value)) - 1));
  return Math.ceil(value / step - 1e-9) * step;
}

const SWATCH = 22;

/** Draws the steps of the colour with their counts, and the hatch of faults. */
function plotKey(
  levels: readonly Level[],
  document: Document,
): SVGSVGElement | HTMLElement {
  const heading = "operations in a cell:";
  let x = EDGE + textWidth(heading, FONT_SIZE) + 10;
  const entries = levels.map(({ least, most, opacity }) => {
    const label = least === most
      ? formatCount(least)
      : `${formatCount(least)}–${formatCount(most)}`;
    const entry = { x, label, opacity };
    x += SWATCH + textWidth(label, FONT_SIZE) + 16;
    return entry;
  });
  const write = (text: string, x: number) =>
    writeTexts([text], { x, y: 10, textAnchor: "start" });
  return plotPixels([
    plotHatches([meaningStyle("fault")]),
    write(heading, EDGE),
    ...entries.flatMap(({ x, label, opacity }) => [
      Plot.rect([0], {
        x1: x,
        x2: x + 16,
        y1: 4,
        y2: 16,
        fill: HUE,
        fillOpacity: opacity,
        stroke: MUTED,
        strokeOpacity: 0.5,
      }),
      write(label, x + SWATCH),
    ]),
  ], { document, height: 24 });
}
