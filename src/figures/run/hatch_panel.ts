import * as Plot from "@observablehq/plot";
import { plotHatches } from "../drawing/area.ts";
import { meaningStyle } from "../drawing/meaning.ts";

/** Returns a panel without height that defines the hatch of faults for a figure on a clock. */
export function hatchPanel(
  document: Document,
): SVGSVGElement | HTMLElement {
  return Plot.plot({
    document,
    height: 0,
    axis: null,
    marks: [plotHatches([meaningStyle("fault")])],
  });
}
