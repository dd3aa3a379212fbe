/** Observable Plot as a notebook uses it. */
import * as ObservablePlot from "@observablehq/plot";
import { figureDocument } from "./figure.ts";

type PlotOptions = NonNullable<Parameters<typeof ObservablePlot.plot>[0]>;

/** Of a chart's options, those that Plot would look for in a browser's window. */
function inDocument<T extends object>(options: T | undefined): T {
  return { document: figureDocument(), ...options } as T;
}

function plot(options: PlotOptions = {}) {
  return ObservablePlot.plot(inDocument(options));
}

const legend: typeof ObservablePlot.legend = (options) =>
  ObservablePlot.legend(inDocument(options));

// A mark's own plot() calls Plot's, which knows of no document.
ObservablePlot.Mark.prototype.plot = function (
  this: ObservablePlot.RenderableMark,
  { marks = [], ...options }: PlotOptions = {},
) {
  return plot({ ...options, marks: [...marks, this] });
};

/**
 * All of Observable Plot, with a document to draw in: `Plot.plot({ marks })` as the last line of a cell, or
 * `Plot.barY(rows, { x, y }).plot()`, is shown in Jupyter and in a report. https://observablehq.com/plot
 *
 * The figures beside this file are better for a report that is kept: they say n, and follow the reader's theme.
 */
export const Plot: typeof ObservablePlot = { ...ObservablePlot, plot, legend };
