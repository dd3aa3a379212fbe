import * as Plot from "@observablehq/plot";
import { areaFill, hatchPanel } from "../drawing/area.ts";
import { noteLeftOut } from "../drawing/events.ts";
import {
  type Figure,
  figureDocument,
  type FigureText,
  FONT_SIZE,
  toFigure,
} from "../drawing/figure.ts";
import { zeroLine } from "../drawing/frame.ts";
import { tagSeries } from "../drawing/legend.ts";
import { meaningStyle } from "../drawing/meaning.ts";
import { clipText } from "../drawing/text.ts";
import { formatCount, formatSeconds } from "../drawing/ticks.ts";
import { clockAxis, plotClockPanels, type RunClock } from "./clock.ts";

/** Failed operations of one kind of error within a span of time. */
export interface ErrorBin {
  /** Outcome and text of the error. */
  readonly error: string;
  /** Seconds from the clock's zero. */
  readonly from: number;
  readonly until: number;
  /** At least 1: bins without an error are left out. */
  readonly count: number;
}

/** Failed operations of a run over its time, by kind of error. */
export interface RunErrors {
  readonly clock: RunClock;
  readonly bins: readonly ErrorBin[];
  /** Length of a bin in seconds. */
  readonly width: number;
  /** Operations that ended, failed or not. */
  readonly ended: number;
}

/** Kinds of error with a panel of their own; the rarer ones share one. */
const MAX_PANELS = 6;
/** Room for the kind of error above a panel, in pixels. */
const LABEL_WIDTH = 560;

/**
 * Draws how many operations failed over the time of a run, a panel for each of the six most frequent kinds of error and
 * one for all others. Each panel has its own scale, so that rare errors are seen beside frequent ones. Throws
 * `RangeError` without errors.
 */
export function plotErrors(
  { clock, bins, width, ended }: RunErrors,
  { title, caption = "" }: FigureText,
): Figure {
  if (bins.length === 0) {
    throw new RangeError(`Cannot draw ${title} as no operation failed`);
  }
  const document = figureDocument();
  const axis = clockAxis(clock);
  const groups = toGroups(bins);
  const { panels, labels } = plotClockPanels(
    groups.map(({ label, bins, count }) => {
      const bars = bins.map(({ from, until, count }) => ({
        x1: axis.place(from),
        x2: axis.place(until),
        count,
      }));
      const highest = Math.max(...bars.map(({ count }) => count));
      const name = clipText(label, LABEL_WIDTH, FONT_SIZE);
      return {
        label: `${name} (n = ${formatCount(count)})`,
        height: 36,
        y: {
          domain: [0, highest],
          ticks: [0, highest],
          tickFormat: formatCount,
        },
        marks: [
          Plot.rect(bars, {
            x1: "x1",
            x2: "x2",
            y1: () => 0,
            y2: "count",
            ...areaFill(meaningStyle("failed")),
            // A single error of a long run stays visible.
            stroke: meaningStyle("failed").colour,
            shapeRendering: "crispEdges",
            ...tagSeries(label),
          }),
          zeroLine(),
        ],
      };
    }),
    clock,
    document,
  );
  const n = bins.reduce((sum, { count }) => sum + count, 0);
  return toFigure([
    hatchPanel([meaningStyle("fault")], document),
    ...panels,
  ], {
    title,
    caption,
    n,
    counted: `failed of ${formatCount(ended)} operations`,
    notes: [
      `errors in bins of ${formatSeconds(width)}`,
      ...(groups.length > 1 ? ["each panel has its own scale"] : []),
      ...noteLeftOut([labels], "events"),
    ],
    data: {
      columns: [
        { label: "error", unit: "" },
        { label: "from", unit: axis.unit.symbol },
        { label: "until", unit: axis.unit.symbol },
        { label: "failed", unit: "" },
      ],
      rows: groups.flatMap(({ label, bins }) =>
        bins.map(({ from, until, count }) => [
          label,
          axis.place(from),
          axis.place(until),
          count,
        ])
      ),
    },
  });
}

interface ErrorGroup {
  readonly label: string;
  readonly bins: readonly Omit<ErrorBin, "error">[];
  readonly count: number;
}

/** Groups bins by error, the most frequent first; errors without a panel of their own are added up by bin. */
function toGroups(bins: readonly ErrorBin[]): ErrorGroup[] {
  const groups = [...Map.groupBy(bins, ({ error }) => error).entries()]
    .map(([label, bins]) => toGroup(label, bins))
    .sort((a, b) => b.count - a.count || (a.label < b.label ? -1 : 1));
  // A panel for one other kind may as well be its own.
  const own = groups.length === MAX_PANELS + 1 ? groups.length : MAX_PANELS;
  const others = groups.slice(own).flatMap(({ bins }) => bins);
  if (others.length === 0) return groups;
  const merged = [...Map.groupBy(others, ({ from }) => from).values()]
    .map((bins) => ({
      from: bins[0]?.from ?? NaN,
      until: bins[0]?.until ?? NaN,
      count: sumOf(bins),
    })).sort((a, b) => a.from - b.from);
  return [
    ...groups.slice(0, own),
    toGroup(`${groups.length - own} other kinds of error`, merged),
  ];
}

function toGroup(label: string, bins: ErrorGroup["bins"]): ErrorGroup {
  return { label, bins, count: sumOf(bins) };
}

function sumOf(bins: ErrorGroup["bins"]): number {
  return bins.reduce((sum, { count }) => sum + count, 0);
}
