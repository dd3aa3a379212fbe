/** Provides Observable Plot to notebooks. */
import * as ObservablePlot from "@observablehq/plot";
import { figureDocument } from "./drawing/figure.ts";

type PlotOptions = NonNullable<Parameters<typeof ObservablePlot.plot>[0]>;

/** Adds the document to a chart's options, which Plot would otherwise take from a browser's window. */
function withDocument<T extends object>(options: T | undefined): T {
  return { document: figureDocument(), ...options } as T;
}

function plot(options: PlotOptions = {}) {
  return ObservablePlot.plot(withDocument(options));
}

const legend: typeof ObservablePlot.legend = (options) =>
  ObservablePlot.legend(withDocument(options));

// A mark's own plot() calls Plot's original, which has no document.
ObservablePlot.Mark.prototype.plot = function (
  this: ObservablePlot.RenderableMark,
  { marks = [], ...options }: PlotOptions = {},
) {
  return plot({ ...options, marks: [...marks, this] });
};

/**
 * Observable Plot with a document to draw in: `Plot.plot({ marks })` as the last line of a cell, or
 * `Plot.barY(rows, { x, y }).plot()`, is shown in Jupyter and in a report. https://observablehq.com/plot
 *
 * Prefer the figures of this folder in a committed report: they state n, and follow the reader's theme.
 */
export const Plot: typeof ObservablePlot = { ...ObservablePlot, plot, legend };
