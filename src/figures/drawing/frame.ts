/** Frames of panels: margins, axes and rules that figures share. */
import * as Plot from "@observablehq/plot";
import { EDGE, WIDTH } from "./figure.ts";
import { INK } from "./palette.ts";
import { formatAxis } from "./ticks.ts";

/** Pixels left and right of the frame of a panel as wide as the figure. */
export const MARGIN_LEFT = 64;
export const MARGIN_RIGHT = 28;
/** Pixels from the frame to the label of its y axis. */
export const LABEL_OFFSET = MARGIN_LEFT - EDGE;
/** Pixels above a frame, with the label of its y axis. */
export const MARGIN_TOP = 30;
/** Pixels below a frame, with the ticks and the label of its x axis. */
export const MARGIN_BOTTOM = 44;

/** Returns the options of a Plot for a panel as wide as the figure. */
export function wideFrame(document: Document) {
  return {
    document,
    width: WIDTH,
    marginLeft: MARGIN_LEFT,
    marginRight: MARGIN_RIGHT,
  };
}

/** Returns the options of a y scale of values, with a label above its axis and a grid. */
export function valueAxis(label: string | null, ticks: number) {
  return {
    label,
    labelOffset: LABEL_OFFSET,
    grid: true,
    nice: true,
    ticks,
    tickFormat: formatAxis,
  };
}

/** Draws a faint rule at the y of zero. */
export function zeroLine(): Plot.Markish {
  return Plot.ruleY([0], { stroke: INK, strokeOpacity: 0.4 });
}

/** Draws marks whose places are in pixels, in a panel as wide as the figure, without axes. */
export function plotPixels(
  marks: readonly Plot.Markish[],
  { document, height }: {
    readonly document: Document;
    /** In pixels. */
    readonly height: number;
  },
): SVGSVGElement | HTMLElement {
  return Plot.plot({
    document,
    width: WIDTH,
    height,
    margin: 0,
    axis: null,
    x: { type: "identity" },
    y: { type: "identity" },
    marks: [...marks],
  });
}
