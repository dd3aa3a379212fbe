/** Fills of areas: a tint, a hatch or the full colour, which differ in black and white. */
import * as Plot from "@observablehq/plot";
import type { SeriesStyle } from "./palette.ts";
import { svgElement } from "./svg.ts";

/** Side of the repeated square of a hatch, in pixels. */
const HATCH_SIZE = 6;
const TINT_OPACITY = 0.4;

/** Returns the options of a Plot mark that fill an area; a figure with a hatch also needs `plotHatches` once. */
export function areaFill(
  { colour, fill }: SeriesStyle,
): { fill: string; fillOpacity?: number } {
  if (fill === "hatch") return { fill: `url(#${hatchId(colour)})` };
  return fill === "tint"
    ? { fill: colour, fillOpacity: TINT_OPACITY }
    : { fill: colour };
}

/** Returns a mark that draws nothing and defines the hatches of a whole figure; only one panel may have it. */
export function plotHatches(styles: readonly SeriesStyle[]): Plot.Markish {
  const colours = [...new Set(styles.map(({ colour }) => colour))];
  return (_index, _scales, _values, _dimensions, { document }) => {
    const definitions = svgElement(document, "defs");
    const size = { width: HATCH_SIZE, height: HATCH_SIZE };
    for (const colour of colours) {
      const pattern = svgElement(document, "pattern", {
        id: hatchId(colour),
        ...size,
        patternUnits: "userSpaceOnUse",
        patternTransform: "rotate(45)",
      });
      pattern.append(
        svgElement(document, "rect", {
          ...size,
          fill: colour,
          "fill-opacity": 0.12,
        }),
        svgElement(document, "rect", {
          width: HATCH_SIZE / 3,
          height: HATCH_SIZE,
          fill: colour,
          "fill-opacity": 0.8,
        }),
      );
      definitions.append(pattern);
    }
    return definitions;
  };
}

/** Draws a panel without height that defines the hatches of a whole figure. */
export function hatchPanel(
  styles: readonly SeriesStyle[],
  document: Document,
): SVGSVGElement | HTMLElement {
  return Plot.plot({
    document,
    height: 0,
    axis: null,
    marks: [plotHatches(styles)],
  });
}

/** The second last part of an id names its kind, which a figure keeps. */
function hatchId(colour: string): string {
  return `${colour.replace(/[^a-z0-9]/gi, "")}-hatch-0`;
}
