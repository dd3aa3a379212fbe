/** Fills of areas: a tint, a hatch or the full colour, which differ in black and white. */
import type * as Plot from "@observablehq/plot";
import type { SeriesStyle } from "./palette.ts";

const SVG = "http://www.w3.org/2000/svg";
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
    const add = (
      parent: Element,
      tag: string,
      attributes: Record<string, string | number>,
    ) => {
      const child = document.createElementNS(SVG, tag);
      for (const [key, value] of Object.entries(attributes)) {
        child.setAttribute(key, String(value));
      }
      parent.append(child);
      return child;
    };
    const definitions = document.createElementNS(SVG, "defs");
    const size = { width: HATCH_SIZE, height: HATCH_SIZE };
    for (const colour of colours) {
      const pattern = add(definitions, "pattern", {
        id: hatchId(colour),
        ...size,
        patternUnits: "userSpaceOnUse",
        patternTransform: "rotate(45)",
      });
      add(pattern, "rect", { ...size, fill: colour, "fill-opacity": 0.12 });
      add(pattern, "rect", {
        width: HATCH_SIZE / 3,
        height: HATCH_SIZE,
        fill: colour,
        "fill-opacity": 0.8,
      });
    }
    return definitions as SVGElement;
  };
}

/** The second last part of an id names its kind, which a figure keeps. */
function hatchId(colour: string): string {
  return `${colour.replace(/[^a-z0-9]/gi, "")}-hatch-0`;
}
