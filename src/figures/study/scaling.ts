import * as Plot from "@observablehq/plot";
import {
  type Figure,
  figureDocument,
  type FigureText,
  toFigure,
  WIDTH,
} from "../drawing/figure.ts";
import { dashed, dotted, plotLegend, tagSeries } from "../drawing/legend.ts";
import { stylesOf } from "../drawing/meaning.ts";
import { INK, type SeriesStyle } from "../drawing/palette.ts";
import { axisLabel, formatAxis } from "../drawing/ticks.ts";

/** Run, in the plotted unit. */
export interface ScalingRow {
  /** Each panel has its own scale. */
  readonly panel: string;
  /** Each series has its own line. */
  readonly series: string;
  /** Size of the system: nodes, workers. */
  readonly size: number;
  readonly value: number;
  /** True if the run has a caveat, which the caption must state; draws a ring. */
  readonly doubtful: boolean;
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

const MARGIN_LEFT = 64;
const MARGIN_RIGHT = 28;
/** Radius of the ring around a doubtful run. */
const RING_RADIUS = 7;
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
    const label = axisLabel(metric, unit);
    return Plot.plot({
      document,
      width: WIDTH,
      height: 190 + (bottom ? 44 : 20),
      marginLeft: MARGIN_LEFT,
      marginRight: MARGIN_RIGHT,
      marginTop: 30,
      marginBottom: bottom ? 44 : 20,
      x: {
        domain: [low, high > low ? high : low + 1],
        label: bottom ? size : null,
        ticks: sizes,
        tickFormat: String,
        inset: 14,
      },
      y: {
        label: panel === "" ? label : `${panel}: ${label}`,
        labelOffset: MARGIN_LEFT - 12,
        grid: true,
        nice: true,
        zero: true,
        ticks: 5,
        tickFormat: formatAxis,
      },
      marks: [
        Plot.ruleY([0], { stroke: INK, strokeOpacity: 0.4 }),
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
          plotSeries(
            panelRows.filter(({ series }) => series === name),
            name,
            styleOf(name),
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
    counted: rows.length === 1 ? "run" : "runs",
    notes: [
      "dot: a run",
      "line: medians",
      ...(rows.some(({ doubtful }) => doubtful) ? ["ring: in doubt"] : []),
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

function plotSeries(
  rows: readonly ScalingRow[],
  series: string,
  style: SeriesStyle,
): Plot.Markish[] {
  const tag = tagSeries(series);
  return [
    Plot.lineY(
      rows,
      Plot.groupX({ y: "median" }, {
        x: "size",
        y: "value",
        stroke: style.colour,
        strokeWidth: 1.5,
        ...dashed(style),
        ...tag,
      }),
    ),
    Plot.dot(rows, { x: "size", y: "value", ...dotted(style), ...tag }),
    Plot.dot(rows.filter(({ doubtful }) => doubtful), {
      x: "size",
      y: "value",
      r: RING_RADIUS,
      stroke: INK,
      ...tag,
    }),
  ];
}
