import * as Plot from "@observablehq/plot";
import {
  type Figure,
  figureDocument,
  type FigureText,
  toFigure,
} from "../drawing/figure.ts";
import {
  MARGIN_BOTTOM,
  MARGIN_TOP,
  valueAxis,
  wideFrame,
  zeroLine,
} from "../drawing/frame.ts";
import { plotLegend, tagSeries } from "../drawing/legend.ts";
import { stylesOf } from "../drawing/meaning.ts";
import { type DoubtfulRun, noteDoubt, plotRuns } from "../drawing/run_dots.ts";
import { axisLabel, nounFor } from "../drawing/ticks.ts";

/** Run, in the plotted unit. */
export interface ScalingRow extends DoubtfulRun {
  /** Each panel has its own scale. */
  readonly panel: string;
  /** Each series has its own line. */
  readonly series: string;
  /** Size of the system: nodes, workers. */
  readonly size: number;
  readonly value: number;
}

/** Options of `plotScaling`. */
export interface ScalingOptions extends FigureText {
  /** Name of the size, for the axis. */
  readonly size: string;
  readonly metric: string;
  readonly unit: string;
  /** Curves to draw behind the measurements, such as a fitted law. @default {[]} */
  readonly fits?: readonly ScalingFit[];
}

/** Fitted curve of one series. */
export interface ScalingFit {
  readonly panel: string;
  readonly series: string;
  readonly value: (size: number) => number;
}

/** Radius of the ring around a doubtful run, in pixels. */
const RING = 7;
/** Number of steps along a fitted curve. */
const CURVE_STEPS = 60;

/**
 * Draws a metric against the size of a system, by panel: a dot for every run, a ring around doubtful ones, a line
 * through the medians of each series, and fitted curves faint behind them. Throws `RangeError` without rows.
 */
export function plotScaling(
  rows: readonly ScalingRow[],
  { title, caption = "", size, metric, unit, fits = [] }: ScalingOptions,
): Figure {
  if (rows.length === 0) {
    throw new RangeError(`Cannot draw ${title} as there are no runs`);
  }
  const document = figureDocument();
  const names = [...new Set(rows.map(({ series }) => series))];
  const styleOf = stylesOf(names);
  const sizes = [...new Set(rows.map((row) => row.size))]
    .toSorted((a, b) => a - b);
  const low = sizes[0] ?? 0;
  const high = sizes.at(-1) ?? 1;
  const groups = [...Map.groupBy(rows, ({ panel }) => panel).entries()];
  const panels = groups.map(([panel, panelRows], i) => {
    const bottom = i === groups.length - 1;
    const marginBottom = bottom ? MARGIN_BOTTOM : 20;
    const label = axisLabel(metric, unit);
    return Plot.plot({
      ...wideFrame(document),
      height: 190 + marginBottom,
      marginTop: MARGIN_TOP,
      marginBottom,
      x: {
        domain: [low, high > low ? high : low + 1],
        label: bottom ? size : null,
        ticks: sizes,
        tickFormat: String,
        inset: 14,
      },
      y: {
        ...valueAxis(panel === "" ? label : `${panel}: ${label}`, 5),
        zero: true,
      },
      marks: [
        zeroLine(),
        ...fits.filter((fit) => fit.panel === panel).map((fit) =>
          Plot.lineY(
            Array.from({ length: CURVE_STEPS + 1 }, (_, step) => {
              const at = low + (high - low) * step / CURVE_STEPS;
              return { x: at, y: fit.value(at) };
            }),
            {
              x: "x",
              y: "y",
              stroke: styleOf(fit.series).colour,
              strokeWidth: 5,
              strokeOpacity: 0.22,
              ...tagSeries(fit.series),
            },
          )
        ),
        ...names.flatMap((name) =>
          plotRuns(
            panelRows.filter(({ series }) => series === name),
            { x: "size", series: name, style: styleOf(name), ring: RING },
          )
        ),
      ],
    });
  });
  const legend = names.map((label) => ({
    label,
    style: styleOf(label),
    kind: "dotted line" as const,
  }));
  return toFigure([...plotLegend(legend, document), ...panels], {
    title,
    caption,
    n: rows.length,
    counted: nounFor(rows.length, "run"),
    notes: [
      "dot: a run",
      "line: medians",
      ...noteDoubt(rows),
      ...(fits.length > 0 ? ["broad line: fit"] : []),
    ],
    data: {
      columns: [
        { label: "panel", unit: "" },
        { label: "series", unit: "" },
        { label: size, unit: "" },
        { label: metric, unit },
        { label: "in doubt", unit: "" },
      ],
      rows: rows.map((
        { panel, series, size, value, doubtful },
      ) => [panel, series, size, value, doubtful ? "yes" : "no"]),
    },
  });
}
