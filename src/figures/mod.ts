/**
 * Draws rows as one SVG, a function a file. Rows are already in the plotted unit, which is an option. The same rows give
 * the same bytes, so that a report can be committed.
 *
 * 1. a `plot` function a file, which draws its panels with Observable Plot
 * 2. `figure.ts`  combines title, n, caption and panels into one SVG that follows the reader's theme
 * 3. `plot.ts`    Observable Plot itself, for ad-hoc charts in a notebook
 *
 * @module
 */
export {
  type Figure,
  figureDocument,
  type FigureParts,
  type FigureTable,
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
