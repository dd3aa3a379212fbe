import * as Plot from "@observablehq/plot";
import {
  type Figure,
  figureDocument,
  type FigureText,
  FONT_SIZE,
  toFigure,
  WIDTH,
} from "../drawing/figure.ts";
import { MARGIN_BOTTOM, MARGIN_RIGHT } from "../drawing/frame.ts";
import { tagCells } from "../drawing/legend.ts";
import { INK } from "../drawing/palette.ts";
import { nounFor } from "../drawing/ticks.ts";

/** Cell, in the plotted unit. */
export interface HeatMapRow {
  readonly panel: string;
  readonly x: string;
  readonly y: string;
  /** Null if nothing valid was measured; the cell is then empty. */
  readonly value: number | null;
  /** The value as it is written into the cell, with no more digits than it allows; empty for one without. */
  readonly text: string;
  /** Number of runs. */
  readonly n: number;
  /** Mark after the value, such as `!`, explained in the caption. */
  readonly note: string;
}

/** Options of `plotHeatMap`. */
export interface HeatMapOptions extends FigureText {
  /** Names of the axes. */
  readonly x: string;
  readonly y: string;
  readonly metric: string;
  readonly unit: string;
}

const MARGIN_LEFT = 90;
/** Pixels above the cells, with the label of the y axis. */
const HEAD = 34;
const ROW_HEIGHT = 34;
/** Opacity of the strongest tint: the text on it must stay readable in light and dark. */
const MAX_TINT_OPACITY = 0.5;

/**
 * Draws a matrix of values in each panel, all on one scale: the larger a value, the stronger the tint. Every cell
 * also shows its value as text. Throws `RangeError` without rows.
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
    (max, { value }) => Math.max(max, value ?? 0),
    0,
  );
  const columns = [...new Set(rows.map((row) => row.x))];
  const groups = [...Map.groupBy(rows, ({ panel }) => panel).entries()];
  const panels = groups.map(([panel, panelRows], i) => {
    const lines = [...new Set(panelRows.map((row) => row.y))];
    const bottom = i === groups.length - 1;
    const marginBottom = bottom ? MARGIN_BOTTOM : 10;
    return Plot.plot({
      document,
      width: WIDTH,
      height: HEAD + lines.length * ROW_HEIGHT + marginBottom,
      marginLeft: MARGIN_LEFT,
      marginRight: MARGIN_RIGHT,
      marginTop: HEAD,
      marginBottom,
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
        Plot.cell(panelRows, {
          x: "x",
          y: "y",
          fill: "var(--c1)",
          fillOpacity: ({ value }: HeatMapRow) =>
            largest > 0 ? MAX_TINT_OPACITY * (value ?? 0) / largest : 0,
          stroke: INK,
          strokeOpacity: 0.25,
          ...tagCells(),
        }),
        Plot.text(panelRows, {
          x: "x",
          y: "y",
          text: ({ value, text, note }: HeatMapRow) =>
            `${value === null ? "–" : text}${note}`,
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
    counted: nounFor(n, "run"),
    notes: [unit === "" ? metric : `${metric} in ${unit}`],
    data: {
      columns: [
        { label: "panel", unit: "" },
        { label: x, unit: "" },
        { label: y, unit: "" },
        { label: metric, unit },
        { label: "runs", unit: "" },
        { label: "note", unit: "" },
      ],
      // In the order in which the cells are drawn.
      rows: groups.flatMap(([, panelRows]) => panelRows).map((
        row,
      ) => [row.panel, row.x, row.y, row.value, row.n, row.note]),
    },
  });
}
