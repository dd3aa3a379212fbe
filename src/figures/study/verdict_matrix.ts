import * as Plot from "@observablehq/plot";
import { areaFill, plotHatches } from "../drawing/area.ts";
import {
  type Figure,
  figureDocument,
  type FigureText,
  toFigure,
  WIDTH,
} from "../drawing/figure.ts";
import { dotted, type LegendItem, plotLegend } from "../drawing/legend.ts";
import { type Meaning, meaningStyle } from "../drawing/meaning.ts";
import { INK, MUTED } from "../drawing/palette.ts";
import { FIXED } from "../drawing/label.ts";
import { rowAxis } from "../drawing/row_axis.ts";
import { wrapText } from "../drawing/text.ts";

/** What became of one question at one thing that was tested. */
export interface VerdictCell {
  readonly row: string;
  readonly column: string;
  /** What the verdict means, and its word for the legend: `pass`. */
  readonly meaning: Meaning;
  readonly verdict: string;
  /** Short text in the cell, of three lines at most: `5 of 5 runs`, `lost 2,087`; a blank breaks a line that is too long. */
  readonly text: string;
  /** Runs that the verdict rests on; 0 for none. */
  readonly n: number;
}

/** Options of `plotVerdictMatrix`. */
export interface VerdictMatrixOptions extends FigureText {
  /** Columns in order, so that one without any cell is seen as well. */
  readonly columns: readonly string[];
}

const MARGIN_RIGHT = 12;
/** Height of a row, and of a line of text in it. */
const ROW = 60;
const LINE = 13;
const HEAD_LINE = 15;
/** Pixels from the middle of a row up to its symbol. */
const SYMBOL_UP = 20;
const GAP = 2;
/** Sizes of the text of a head and of a cell, in pixels. */
const HEAD_SIZE = 11.5;
const CELL_SIZE = 11.5;
/** Lines of text in a cell. */
const MAX_LINES = 3;

/**
 * Draws a matrix of verdicts: a symbol and a colour for the meaning, and a short text, in each cell; a cell without a
 * verdict is empty. Throws `RangeError` without cells.
 */
export function plotVerdictMatrix(
  cells: readonly VerdictCell[],
  { title, caption = "", columns }: VerdictMatrixOptions,
): Figure {
  if (cells.length === 0) {
    throw new RangeError(`Cannot draw ${title} as there are no verdicts`);
  }
  const document = figureDocument();
  const rows = [...new Set(cells.map(({ row }) => row))];
  const axis = rowAxis(rows, { widest: 112, lines: 2 });
  const width = (WIDTH - axis.margin - MARGIN_RIGHT) / columns.length;
  const heads = columns.map((name) => wrapText(name, width, HEAD_SIZE));
  const marginTop = Math.max(...heads.map(({ length }) => length)) *
      HEAD_LINE + 8;
  const placed = cells.flatMap((cell) => {
    const x = columns.indexOf(cell.column);
    return x < 0 ? [] : [{
      ...cell,
      x,
      y: rows.indexOf(cell.row),
      lines: cell.text.split("\n")
        .flatMap((line) => wrapText(line, width - 2 * GAP, CELL_SIZE))
        .slice(0, MAX_LINES),
    }];
  });
  const verdicts = [
    ...new Map(
      placed.map(({ verdict, meaning }) => [verdict, meaning]),
    ),
  ];
  const insetX = GAP / width;
  const insetY = GAP / ROW;
  const panel = Plot.plot({
    document,
    width: WIDTH,
    height: rows.length * ROW + marginTop + 4,
    ...{ marginTop, marginBottom: 4 },
    ...{ marginLeft: axis.margin, marginRight: MARGIN_RIGHT },
    x: {
      type: "linear",
      domain: [-0.5, columns.length - 0.5],
      axis: null,
    },
    y: axis.scale,
    marks: [
      plotHatches(verdicts.map(([, meaning]) => meaningStyle(meaning))),
      axis.labels,
      Plot.text(heads.map((lines) => lines.join("\n")), {
        x: (_, i) => i,
        text: (text: string) => text,
        frameAnchor: "top",
        lineAnchor: "bottom",
        dy: -6,
        fontSize: HEAD_SIZE,
        fontWeight: 600,
        fill: INK,
        ...FIXED,
      }),
      Plot.rect(
        rows.flatMap((_, y) => columns.map((_, x) => ({ x, y }))),
        {
          ...edges(insetX, insetY),
          fill: "none",
          stroke: MUTED,
          strokeOpacity: 0.3,
        },
      ),
      ...verdicts.map(([verdict, meaning]) => {
        const style = meaningStyle(meaning);
        return Plot.rect(
          placed.filter((cell) => cell.verdict === verdict),
          {
            ...edges(insetX, insetY),
            ...areaFill({ ...style, fill: "tint" }),
            fillOpacity: meaning === "missing" ? 0.1 : 0.18,
            stroke: style.colour,
            strokeOpacity: 0.7,
          },
        );
      }),
      ...verdicts.map(([verdict, meaning]) =>
        Plot.dot(placed.filter((cell) => cell.verdict === verdict), {
          x: "x",
          y: "y",
          dy: -SYMBOL_UP,
          ...dotted(meaningStyle(meaning)),
        })
      ),
      Plot.text(placed, {
        x: "x",
        y: "y",
        text: ({ lines }: { readonly lines: readonly string[] }) =>
          lines.join("\n"),
        lineAnchor: "top",
        lineHeight: LINE / CELL_SIZE,
        dy: -SYMBOL_UP + 9,
        fontSize: CELL_SIZE,
        fill: INK,
      }),
    ],
  });
  const n = placed.reduce((sum, cell) => sum + cell.n, 0);
  return toFigure([
    ...plotLegend(
      verdicts.map(([label, meaning]): LegendItem => ({
        label,
        style: meaningStyle(meaning),
        kind: "dot",
      })),
      document,
    ),
    panel,
  ], {
    title,
    caption,
    n,
    counted: n === 1 ? "run" : "runs",
    notes: placed.length < rows.length * columns.length
      ? ["empty: not tested"]
      : [],
    data: {
      columns: ["row", "column", "verdict", "text", "runs"].map((label) => ({
        label,
        unit: "",
      })),
      rows: placed.map(({ row, column, verdict, text, n }) => [
        row,
        column,
        verdict,
        text.replaceAll("\n", ", "),
        n,
      ]),
    },
  });
}

function edges(insetX: number, insetY: number) {
  type Place = { readonly x: number; readonly y: number };
  return {
    x1: ({ x }: Place) => x - 0.5 + insetX,
    x2: ({ x }: Place) => x + 0.5 - insetX,
    y1: ({ y }: Place) => y - 0.5 + insetY,
    y2: ({ y }: Place) => y + 0.5 - insetY,
  };
}
