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
import { MARGIN_BOTTOM, plotPixels, zeroLine } from "../drawing/frame.ts";
import { writeTexts } from "../drawing/label.ts";
import {
  dashed,
  dotted,
  type LegendItem,
  plotLegend,
  tagSeries,
} from "../drawing/legend.ts";
import { meaningStyle } from "../drawing/meaning.ts";
import { clipText } from "../drawing/text.ts";
import { axisLabel, formatAxis, nounFor } from "../drawing/ticks.ts";

/** Operations of a tenth of the order of a run, in the plotted unit. */
export interface FillTenthRow {
  /** Column and row of the panel: `10 cells`, `push`. */
  readonly column: string;
  readonly row: string;
  readonly run: string;
  /** From 1, on the empty platform, to 10. */
  readonly tenth: number;
  /** Operations that began in it, and those of them that failed. */
  readonly n: number;
  readonly failed: number;
  /** Of those that succeeded; null with too few. */
  readonly median: number | null;
  readonly p95: number | null;
}

/** Options of `plotFillTenths`. */
export interface FillTenthsOptions extends FigureText {
  readonly metric: string;
  readonly unit: string;
}

const LEFT = 52;
const GAP = 12;
const FRAME = 110;
const HEAD = 28;
/** Height of the names of the columns. */
const NAMES = 20;

const lines = [
  { shown: "median", label: "median", style: meaningStyle("p50") },
  { shown: "p95", label: "95th percentile", style: meaningStyle("p95") },
] as const;

/**
 * Draws whether operations take longer the more is on a platform already: the median and the 95th percentile of each tenth
 * of the order, a line for each run, in small multiples with one scale a row. Throws `RangeError` without rows.
 */
export function plotFillTenths(
  rows: readonly FillTenthRow[],
  { title, caption = "", metric, unit }: FillTenthsOptions,
): Figure {
  if (rows.length === 0) {
    throw new RangeError(`Cannot draw ${title} as there are no runs`);
  }
  const document = figureDocument();
  const columns = [...new Set(rows.map(({ column }) => column))];
  const names = [...new Set(rows.map(({ row }) => row))];
  const frame = (WIDTH - EDGE - LEFT - GAP * columns.length) / columns.length;
  const panels = names.flatMap((name, i) => {
    const own = rows.filter(({ row }) => row === name);
    const isBottom = i === names.length - 1;
    const marginBottom = isBottom ? MARGIN_BOTTOM : 10;
    const top = own.reduce(
      (most, { median, p95 }) => Math.max(most, median ?? 0, p95 ?? 0),
      0,
    );
    return putBeside(columns.map((column, j) =>
      Plot.plot({
        document,
        ...slotOptions({
          ...{ from: EDGE + LEFT + j * (frame + GAP), width: frame },
          ...{ marginLeft: 0, marginRight: 0 },
        }),
        height: HEAD + FRAME + marginBottom,
        marginTop: HEAD,
        marginBottom,
        x: {
          domain: [0.5, 10.5],
          label: isBottom ? "tenth" : null,
          labelAnchor: "center",
          ticks: [1, 4, 7, 10],
          tickFormat: isBottom ? String : () => "",
        },
        y: {
          domain: [0, top * 1.1 || 1],
          label: j === 0 ? `${name}: ${axisLabel(metric, unit)}` : null,
          labelOffset: LEFT,
          grid: true,
          ticks: 4,
          ...(j === 0 ? { tickFormat: formatAxis } : { axis: null }),
        },
        marks: [
          zeroLine(),
          ...lines.flatMap((line) =>
            plotTenths(own.filter((row) => row.column === column), line)
          ),
        ],
      })
    ));
  });
  const legend = lines.filter(({ shown }) =>
    rows.some((row) => row[shown] !== null)
  ).map(({ label, style }): LegendItem => ({
    ...{ label, style, kind: "dotted line" },
  }));
  const n = rows.reduce((sum, row) => sum + row.n, 0);
  return toFigure([
    ...plotLegend(legend, document),
    plotPixels([
      writeTexts(columns.map((name) => clipText(name, frame, FONT_SIZE)), {
        x: (_, i) => EDGE + LEFT + i * (frame + GAP) + frame / 2,
        y: NAMES / 2 + 2,
        fontWeight: 600,
      }),
    ], { document, height: NAMES }),
    ...panels,
  ], {
    title,
    caption,
    n,
    counted: nounFor(n, "operation"),
    notes: [
      "a line for each run",
      "of those that succeeded",
      "tenths in order of their start",
    ],
    data: {
      columns: [
        ...["column", "row", "run", "tenth", "n", "failed"].map((label) => ({
          ...{ label, unit: "" },
        })),
        ...lines.map(({ label }) => ({ label, unit })),
      ],
      rows: rows.map((row) => [
        ...[row.column, row.row, row.run, row.tenth, row.n, row.failed],
        ...lines.map(({ shown }) => row[shown]),
      ]),
    },
  });
}

/** Draws one percentile of every run. */
function plotTenths(
  rows: readonly FillTenthRow[],
  { shown, label, style }: typeof lines[number],
): Plot.Markish[] {
  const known = rows.filter((row) => row[shown] !== null);
  const tag = tagSeries(label);
  return [
    Plot.lineY(known, {
      ...{ x: "tenth", y: shown, z: "run" },
      stroke: style.colour,
      strokeWidth: 1.4,
      ...dashed(style),
      ...tag,
    }),
    Plot.dot(known, {
      ...{ x: "tenth", y: shown, ...dotted(style), r: 2 },
      ...tag,
    }),
  ];
}
