import * as Plot from "@observablehq/plot";
import {
  type Figure,
  figureDocument,
  type FigureText,
  FONT_SIZE,
  toFigure,
  WIDTH,
} from "./figure.ts";
import { INK } from "./palette.ts";
import { formatValue } from "./ticks.ts";

/** One cell, in the unit that is drawn. */
export interface HeatMapRow {
  readonly panel: string;
  readonly x: string;
  readonly y: string;
  /** Null where nothing valid was measured; the cell is then drawn empty. */
  readonly value: number | null;
  /** Runs behind it. */
  readonly n: number;
  /** Shown after the value, such as `!` for what is said in the caption. */
  readonly note: string;
}

export interface HeatMapOptions extends FigureText {
  /** Names of the axes. */
  readonly x: string;
  readonly y: string;
  readonly metric: string;
  readonly unit: string;
}

const MARGIN_LEFT = 90;
const ROW = 34;
/** The strongest tint, which must leave the text on it readable in light and dark. */
const STRONGEST = 0.5;

/**
 * Draws a matrix of values, a panel each, all panels on one scale: the larger a value, the stronger the tint. Every cell has
 * its value as text, as a tint alone says little. Throws a RangeError without rows.
 */
export function plotHeatMap(
  rows: readonly HeatMapRow[],
  { title, caption = "", x, y, metric, unit }: HeatMapOptions,
): Figure {
  if (rows.length === 0) {
    throw new RangeError(`Cannot draw ${title} as there are no cells`);
  }
  const document = figureDocument();
  const largest = rows.reduce(
    (most, { value }) => Math.max(most, value ?? 0),
    0,
  );
  const columns = [...new Set(rows.map((row) => row.x))];
  const groups = [...Map.groupBy(rows, ({ panel }) => panel).entries()];
  const panels = groups.map(([panel, mine], i) => {
    const lines = [...new Set(mine.map((row) => row.y))];
    const bottom = i === groups.length - 1;
    return Plot.plot({
      document,
      width: WIDTH,
      height: lines.length * ROW + 34 + (bottom ? 44 : 10),
      marginLeft: MARGIN_LEFT,
      marginRight: 28,
      marginTop: 34,
      marginBottom: bottom ? 44 : 10,
      x: {
        type: "band",
        domain: columns,
        label: bottom ? x : null,
        axis: bottom ? "bottom" : null,
        padding: 0.04,
      },
      y: {
        type: "band",
        domain: lines,
        label: panel === "" ? y : `${panel}: ${y}`,
        labelOffset: MARGIN_LEFT - 12,
        labelAnchor: "top",
        labelArrow: false,
        padding: 0.06,
      },
      marks: [
        Plot.cell(mine, {
          x: "x",
          y: "y",
          fill: "var(--c1)",
          fillOpacity: ({ value }: HeatMapRow) =>
            largest > 0 ? STRONGEST * (value ?? 0) / largest : 0,
          stroke: INK,
          strokeOpacity: 0.25,
        }),
        Plot.text(mine, {
          x: "x",
          y: "y",
          text: ({ value, note }: HeatMapRow) =>
            `${value === null ? "–" : formatValue(value)}${note}`,
          fill: INK,
          fontSize: FONT_SIZE,
        }),
      ],
      opacity: { type: "identity" },
    });
  });
  const n = rows.reduce((sum, row) => sum + row.n, 0);
  return toFigure(panels, {
    title,
    caption,
    n,
    counted: n === 1 ? "run" : "runs",
    notes: [unit === "" ? metric : `${metric} in ${unit}`],
  });
}
