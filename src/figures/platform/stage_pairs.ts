import * as Plot from "@observablehq/plot";
import { putBeside, slotOptions } from "../drawing/beside.ts";
import {
  EDGE,
  type Figure,
  figureDocument,
  type FigureText,
  FONT_SIZE,
  toFigure,
  WIDTH,
} from "../drawing/figure.ts";
import { MARGIN_BOTTOM, zeroLine } from "../drawing/frame.ts";
import { FIXED, writeTexts } from "../drawing/label.ts";
import { tagSeries } from "../drawing/legend.ts";
import { meaningStyle } from "../drawing/meaning.ts";
import { MUTED } from "../drawing/palette.ts";
import { clipText } from "../drawing/text.ts";
import {
  axisLabel,
  formatAxis,
  formatCount,
  nounFor,
} from "../drawing/ticks.ts";

/** Two stages of each entity, in the plotted unit. */
export interface StagePairPanel {
  /** Names of the stages that are reached. */
  readonly x: string;
  readonly y: string;
  /** Rank correlation; null where it cannot be told. */
  readonly correlation: number | null;
  readonly points: readonly { readonly x: number; readonly y: number }[];
}

/** Options of `plotStagePairs`. */
export interface StagePairsOptions extends FigureText {
  readonly unit: string;
  /** Singular noun for a point: `task`. */
  readonly counted: string;
}

/** Dots of a panel; more are one blot, and cost bytes. */
const MAX_POINTS = 600;
const COLUMNS = 3;
const FRAME = 190;
const LEFT = 46;
const RIGHT = 12;
/** A line of text and the label of the y axis above a frame, and room to the row above it. */
const HEAD = 62;

/**
 * Draws how long two stages took, a dot for each entity, in a panel for each pair, in rows of three. Of many entities a
 * part is drawn, evenly chosen in their order. Throws `RangeError` without pairs.
 */
export function plotStagePairs(
  pairs: readonly StagePairPanel[],
  { title, caption = "", unit, counted }: StagePairsOptions,
): Figure {
  const drawn = pairs.filter(({ points }) => points.length > 0);
  if (drawn.length === 0) {
    throw new RangeError(`Cannot draw ${title} as there are no pairs`);
  }
  const document = figureDocument();
  const width = (WIDTH - EDGE) / COLUMNS;
  const most = Math.max(...drawn.map(({ points }) => points.length));
  const thinned = drawn.map((pair) => ({
    ...pair,
    points: thin(pair.points),
  }));
  const style = meaningStyle("measured");
  const panels = thinned.map((pair, i) =>
    Plot.plot({
      document,
      ...slotOptions({
        ...{ from: EDGE + (i % COLUMNS) * width, width },
        ...{ marginLeft: LEFT, marginRight: RIGHT },
      }),
      height: HEAD + FRAME + MARGIN_BOTTOM,
      marginTop: HEAD,
      marginBottom: MARGIN_BOTTOM,
      x: {
        domain: domainOf(pair.points.map(({ x }) => x)),
        label: axisLabel(clipText(pair.x, width - LEFT - 30, FONT_SIZE), unit),
        labelAnchor: "center",
        ticks: 3,
        tickFormat: formatAxis,
      },
      y: {
        domain: domainOf(pair.points.map(({ y }) => y)),
        label: axisLabel(clipText(pair.y, width - 50, FONT_SIZE), unit),
        labelOffset: LEFT,
        grid: true,
        ticks: 4,
        tickFormat: formatAxis,
      },
      marks: [
        zeroLine(),
        Plot.dot(pair.points, {
          ...{ x: "x", y: "y", r: 1.6 },
          fill: style.colour,
          fillOpacity: 0.5,
          ...tagSeries(`${pair.x}, ${pair.y}`),
        }),
        writeTexts([describe(drawn[i] ?? pair)], {
          ...{ frameAnchor: "top-left", textAnchor: "start" },
          ...{ lineAnchor: "bottom", dy: -28, dx: -LEFT, fill: MUTED },
          ...FIXED,
        }),
      ],
    })
  );
  const rows = Math.ceil(panels.length / COLUMNS);
  return toFigure(
    Array.from(
      { length: rows },
      (_, row) => putBeside(panels.slice(row * COLUMNS, (row + 1) * COLUMNS)),
    ).flat(),
    {
      title,
      caption,
      n: most,
      counted: nounFor(most, counted),
      notes: most > MAX_POINTS
        ? [`a dot for one in ${Math.ceil(most / MAX_POINTS)}`]
        : ["a dot for each"],
      data: {
        columns: [
          { label: "x", unit: "" },
          { label: "y", unit: "" },
          { label: "time of x", unit },
          { label: "time of y", unit },
        ],
        rows: thinned.flatMap(({ x, y, points }) =>
          points.map((point) => [x, y, point.x, point.y])
        ),
      },
    },
  );
}

function describe({ correlation, points }: StagePairPanel): string {
  const n = `n = ${formatCount(points.length)}`;
  return correlation === null
    ? n
    : `rank correlation ${correlation.toFixed(2).replace("-", "−")}, ${n}`;
}

/** Takes every so-many-th point. */
function thin<Point>(points: readonly Point[]): readonly Point[] {
  const step = Math.ceil(points.length / MAX_POINTS);
  return step === 1 ? points : points.filter((_, i) => i % step === 0);
}

function domainOf(values: readonly number[]): [number, number] {
  const top = values.reduce((most, value) => Math.max(most, value), 0);
  return [0, top * 1.05 || 1];
}
