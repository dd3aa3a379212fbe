/**
 * Figures, floor 2: rows in, one SVG out, a function a file. Rows are already in the unit that is drawn, and the unit is given
 * beside them. A figure is text with the same bytes for the same rows, which a report can commit.
 *
 * 1. `figure.ts`  title, n, caption and panels become one SVG that follows the reader's theme
 * 2. a `plot` function a file, which draws its panels with Observable Plot
 * 3. `plot.ts`    Observable Plot itself, for a look at something in a notebook
 */
export {
  type Figure,
  figureDocument,
  type FigureParts,
  type FigureText,
  toFigure,
} from "./figure.ts";
export * from "./plot.ts";
export * from "./trend.ts";
export * from "./distribution.ts";
export * from "./scatter_fit.ts";
export * from "./resource_series.ts";
export * from "./scaling.ts";
export * from "./heat_map.ts";
export * from "./survival.ts";
