import * as Plot from "@observablehq/plot";
import { putBeside, slotOptions } from "../drawing/beside.ts";
import {
  EDGE,
  type Figure,
  figureDocument,
  type FigureText,
  toFigure,
  WIDTH,
} from "../drawing/figure.ts";
import { MARGIN_BOTTOM, zeroLine } from "../drawing/frame.ts";
import {
  dashed,
  dotted,
  type LegendItem,
  plotLegend,
  tagSeries,
} from "../drawing/legend.ts";
import { stylesOf } from "../drawing/meaning.ts";
import type { SeriesStyle } from "../drawing/palette.ts";
import { axisLabel, formatAxis, nounFor } from "../drawing/ticks.ts";

/** Values of a metric while about so many instances ran. */
export interface FillPoint {
  /** `100 cells`. */
  readonly series: string;
  readonly instances: number;
  readonly n: number;
  readonly median: number;
  /** 95th percentile; null with too few values for one. */
  readonly p95: number | null;
}

/** A metric at more and more fill. */
export interface FillPanel {
  readonly label: string;
  readonly unit: string;
  readonly points: readonly FillPoint[];
}

/** Options of `plotLoopsByFill`. */
export interface LoopsByFillOptions extends FigureText {
  /** Name of what fills the platform: `instances that run`. */
  readonly fill: string;
}

const LEFT = 58;
const RIGHT = 18;
const TOP = 28;
const FRAME = 130;

/**
 * Draws metrics against how many instances run, from empty to full, a panel a metric: a dot at the median of each level, a
 * line up to its 95th percentile. Throws `RangeError` without a point.
 */
export function plotLoopsByFill(
  panels: readonly FillPanel[],
  { title, caption = "", fill }: LoopsByFillOptions,
): Figure {
  const shown = panels.filter(({ points }) => points.length > 0);
  const points = shown.flatMap((panel) => panel.points);
  if (points.length === 0) {
    throw new RangeError(`Cannot draw ${title} as there are no values`);
  }
  const document = figureDocument();
  const names = [...new Set(points.map(({ series }) => series))];
  const styleOf = stylesOf(names);
  const drawn = shown.map((panel, i) =>
    plotPanel(panel, { document, styleOf, names, fill, column: i % 2 })
  );
  const pairs = Array.from(
    { length: Math.ceil(drawn.length / 2) },
    (_, i) => drawn.slice(2 * i, 2 * i + 2),
  );
  const n = points.reduce((sum, point) => sum + point.n, 0);
  return toFigure([
    ...plotLegend(
      names.map((label): LegendItem => ({
        label,
        style: styleOf(label),
        kind: "dotted line",
      })),
      document,
    ),
    ...pairs.flatMap((pair) => putBeside(pair)),
  ], {
    title,
    caption,
    n,
    counted: nounFor(n, "value"),
    notes: ["dot: median of a tenth of the fill", "line up: to its p95"],
    data: {
      columns: ["metric", "series", fill, "n", "median", "p95", "unit"]
        .map((label) => ({ label, unit: "" })),
      rows: shown.flatMap(({ label, unit, points }) =>
        points.map((
          { series, instances, n, median, p95 },
        ) => [label, series, instances, n, median, p95, unit])
      ),
    },
  });
}

function plotPanel(
  { label, unit, points }: FillPanel,
  { document, styleOf, names, fill, column }: {
    readonly document: Document;
    readonly styleOf: (series: string) => SeriesStyle;
    readonly names: readonly string[];
    readonly fill: string;
    /** 0 or 1, from the left. */
    readonly column: number;
  },
): SVGSVGElement | HTMLElement {
  return Plot.plot({
    document,
    ...slotOptions({
      ...{ from: column * WIDTH / 2, width: WIDTH / 2 },
      ...{ marginLeft: LEFT, marginRight: RIGHT },
    }),
    height: TOP + FRAME + MARGIN_BOTTOM,
    marginTop: TOP,
    marginBottom: MARGIN_BOTTOM,
    x: {
      label: fill,
      labelAnchor: "center",
      zero: true,
      nice: true,
      ticks: 4,
      tickFormat: formatAxis,
      grid: true,
    },
    y: {
      label: axisLabel(label, unit),
      labelOffset: LEFT - EDGE,
      zero: true,
      nice: true,
      ticks: 4,
      tickFormat: formatAxis,
      grid: true,
    },
    marks: [
      zeroLine(),
      ...names.flatMap((series) =>
        plotSeries(
          points.filter((point) => point.series === series),
          series,
          styleOf(series),
        )
      ),
    ],
  });
}

function plotSeries(
  points: readonly FillPoint[],
  series: string,
  style: SeriesStyle,
): Plot.Markish[] {
  const at = { x: "instances", ...tagSeries(series) };
  return [
    Plot.ruleX(points.filter(({ p95 }) => p95 !== null), {
      ...at,
      y1: "median",
      y2: "p95",
      stroke: style.colour,
      strokeOpacity: 0.7,
    }),
    Plot.lineY(points, {
      ...at,
      y: "median",
      stroke: style.colour,
      strokeWidth: 1.5,
      ...dashed(style),
    }),
    Plot.dot(points, { ...at, y: "median", ...dotted(style) }),
  ];
}
