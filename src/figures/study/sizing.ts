import * as Plot from "@observablehq/plot";
import {
  type Figure,
  figureDocument,
  type FigureTable,
  type FigureText,
  toFigure,
  WIDTH,
} from "../drawing/figure.ts";
import { MARGIN_BOTTOM, MARGIN_TOP, zeroLine } from "../drawing/frame.ts";
import {
  BAND_OPACITY,
  dashed,
  dotted,
  type LegendItem,
  plotLegend,
  tagSeries,
} from "../drawing/legend.ts";
import { meaningStyle, stylesOf } from "../drawing/meaning.ts";
import type { SeriesStyle } from "../drawing/palette.ts";
import { axisLabel, formatAxis, nounFor } from "../drawing/ticks.ts";
import { putBeside, slotOptions } from "../drawing/beside.ts";

/** What one resource must be, over the load. Each has its own panel. */
export interface SizingPanel {
  readonly resource: string;
  readonly unit: string;
  /** What the machine of the runs has; null where that is no limit. */
  readonly limit: number | null;
  readonly curves: readonly SizingCurve[];
}

/** Need of one resource at one level of the second load. */
export interface SizingCurve {
  /** Level of the second load: `180,000`. */
  readonly series: string;
  /** In order of x. */
  readonly points: readonly {
    readonly x: number;
    readonly value: number;
    /** Interval; null where there is none. */
    readonly lower: number | null;
    readonly upper: number | null;
    /** False where no run was near, so that the curve is a guess. */
    readonly within: boolean;
  }[];
  /** Sizes as they are bought, rounded up. */
  readonly sizes: readonly { readonly x: number; readonly value: number }[];
}

/** Options of `plotSizing`. */
export interface SizingFigureOptions extends FigureText {
  readonly x: { readonly label: string; readonly unit: string };
  /** Name of the second load, whose levels are the series. */
  readonly series: string;
  /** Runs that the curves were fitted to. */
  readonly n: number;
}

const HEIGHT = 300;
const MARGIN_LEFT = 46;

/**
 * Draws what each resource must be over a load, side by side: a curve with its interval for each level of a second load,
 * dashed where no run was near, squares for the sizes to buy, and a rule at what the machine of the runs has. Throws
 * `RangeError` without curves.
 */
export function plotSizing(
  panels: readonly SizingPanel[],
  { title, caption = "", x, series, n }: SizingFigureOptions,
): Figure {
  const curves = panels.flatMap(({ curves }) => curves);
  if (curves.length === 0) {
    throw new RangeError(`Cannot draw ${title} as there are no curves`);
  }
  const document = figureDocument();
  const names = [...new Set(curves.map(({ series }) => series))];
  const styleOf = stylesOf(names);
  const width = WIDTH / panels.length;
  const drawn = panels.map(({ resource, unit, limit, curves }, i) =>
    Plot.plot({
      document,
      ...slotOptions({
        ...{ from: i * width, width },
        ...{ marginLeft: MARGIN_LEFT, marginRight: 16 },
      }),
      height: HEIGHT,
      marginTop: MARGIN_TOP,
      marginBottom: MARGIN_BOTTOM,
      x: {
        label: axisLabel(x.label, x.unit),
        labelAnchor: "center",
        ticks: 4,
        tickFormat: formatAxis,
        grid: true,
      },
      y: {
        label: axisLabel(resource, unit),
        labelOffset: MARGIN_LEFT - 8,
        domain: [0, 1.05 * highest(curves, limit)],
        ticks: 6,
        tickFormat: formatAxis,
        grid: true,
      },
      marks: [
        zeroLine(),
        ...(limit === null ? [] : [Plot.ruleY([limit], {
          stroke: limitStyle.colour,
          strokeWidth: 1.4,
          ...dashed(limitStyle),
        })]),
        ...curves.flatMap((curve) => plotCurve(curve, styleOf(curve.series))),
      ],
    })
  );
  const guessed = curves.some(({ points }) =>
    points.some(({ within }) => !within)
  );
  const legend: LegendItem[] = [
    ...names.map((name): LegendItem => ({
      label: `${name} ${series}`,
      style: styleOf(name),
      kind: "dotted line",
      series: name,
    })),
    ...(panels.some(({ limit }) => limit !== null)
      ? [{
        label: "the machine of the runs",
        style: limitStyle,
        kind: "line" as const,
      }]
      : []),
  ];
  return toFigure(
    [...plotLegend(legend, document), ...putBeside(drawn)],
    {
      title,
      caption,
      n,
      counted: nounFor(n, "run"),
      notes: [
        "line and band: need and 95 % interval of its mean",
        "symbol: size to buy",
        ...(guessed
          ? ["faint and dashed: outside the loads that were run"]
          : []),
      ],
      data: toTable(panels, { x, series }),
    },
  );
}

function highest(
  curves: readonly SizingCurve[],
  limit: number | null,
): number {
  return Math.max(
    limit ?? 0,
    ...curves.flatMap(({ points, sizes }) => [
      ...points.map(({ value, upper }) => upper ?? value),
      ...sizes.map(({ value }) => value),
    ]),
  );
}

/** Returns a row for each point of each curve, with the size to buy where there is one. */
function toTable(
  panels: readonly SizingPanel[],
  { x, series }: Pick<SizingFigureOptions, "x" | "series">,
): FigureTable {
  return {
    columns: [
      { label: "resource", unit: "" },
      { label: series, unit: "" },
      x,
      ...["need", "lower bound", "upper bound", "size to buy"].map((label) => ({
        label,
        unit: "",
      })),
      { label: "within the loads that were run", unit: "" },
    ],
    rows: panels.flatMap(({ resource, unit, curves }) =>
      curves.flatMap(({ series, points, sizes }) =>
        points.map(({ x, value, lower, upper, within }) => [
          axisLabel(resource, unit),
          series,
          x,
          value,
          lower,
          upper,
          sizes.find((size) => size.x === x)?.value ?? null,
          within ? "yes" : "no",
        ])
      )
    ),
  };
}

const limitStyle = meaningStyle("limit");

function plotCurve(
  { series, points, sizes }: SizingCurve,
  style: SeriesStyle,
): Plot.Markish[] {
  const tag = tagSeries(series);
  // A stretch within the runs reaches to the first point outside, so that the two parts of the curve meet.
  const part = (within: boolean) =>
    points.map((point, i) =>
      point.within === within || (!within && points[i - 1]?.within) ||
        (!within && points[i + 1]?.within)
        ? point
        : { ...point, value: NaN }
    );
  return [
    Plot.areaY(
      points.filter(({ lower, upper }) => lower !== null && upper !== null),
      {
        x: "x",
        y1: "lower",
        y2: "upper",
        fill: style.colour,
        fillOpacity: BAND_OPACITY,
        // An interval may reach below 0, where nothing can be needed.
        clip: true,
        ...tag,
      },
    ),
    Plot.lineY(part(true), {
      x: "x",
      y: "value",
      stroke: style.colour,
      strokeWidth: 2,
      ...tag,
    }),
    Plot.lineY(part(false), {
      x: "x",
      y: "value",
      stroke: style.colour,
      strokeWidth: 1.4,
      strokeOpacity: 0.7,
      strokeDasharray: "3 3",
      ...tag,
    }),
    Plot.dot(sizes, { x: "x", y: "value", ...dotted(style), r: 4, ...tag }),
  ];
}
