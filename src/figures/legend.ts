import * as Plot from "@observablehq/plot";
import { FONT_SIZE, WIDTH } from "./figure.ts";
import { INK, type SeriesStyle } from "./palette.ts";
import { clipText, textWidth } from "./text.ts";

/** Entry of a legend. */
export interface LegendItem {
  readonly label: string;
  readonly style: SeriesStyle;
  readonly kind: "dot" | "line" | "dotted line" | "band";
}

const ROW = 20;
const LEFT = 12;
const SWATCH = 26;

/** Draws a legend in as many rows as its labels need; returns no panel for an empty legend. */
export function plotLegend(
  items: readonly LegendItem[],
  document: Document,
): (SVGSVGElement | HTMLElement)[] {
  if (items.length === 0) return [];
  const places: { item: LegendItem; label: string; x: number; y: number }[] =
    [];
  let x = LEFT;
  let y = ROW / 2;
  for (const item of items) {
    const label = clipText(item.label, WIDTH - 2 * LEFT - SWATCH, FONT_SIZE);
    const width = SWATCH + textWidth(label, FONT_SIZE) + 14;
    if (x > LEFT && x + width > WIDTH - LEFT) {
      x = LEFT;
      y += ROW;
    }
    places.push({ item, label, x, y });
    x += width;
  }
  return [Plot.plot({
    document,
    width: WIDTH,
    height: y + ROW / 2 + 2,
    margin: 0,
    axis: null,
    x: { type: "identity" },
    y: { type: "identity" },
    marks: places.flatMap(({ item: { kind, style }, label, x, y }) => [
      ...(kind === "band"
        ? [Plot.rect([0], {
          x1: x,
          x2: x + 18,
          y1: y - 6,
          y2: y + 6,
          fill: style.colour,
          fillOpacity: BAND_OPACITY,
        })]
        : []),
      ...(kind === "line" || kind === "dotted line"
        ? [Plot.link([0], {
          x1: x,
          x2: x + 18,
          y1: y,
          y2: y,
          stroke: style.colour,
          strokeWidth: 2,
          ...dashed(style),
        })]
        : []),
      ...(kind === "dot" || kind === "dotted line"
        ? [Plot.dot([0], { x: x + 9, y, ...dotted(style) })]
        : []),
      Plot.text([label], {
        x: x + SWATCH - 2,
        y,
        text: (text: string) => text,
        textAnchor: "start",
        fill: INK,
      }),
    ]),
  })];
}

/** Opacity of bands: everything behind them must stay readable. */
export const BAND_OPACITY = 0.16;

/** Returns the options of a Plot line for the dashes of a style. */
export function dashed({ dash }: SeriesStyle): { strokeDasharray?: string } {
  return dash === null ? {} : { strokeDasharray: dash };
}

/** Returns the options of a Plot dot for the symbol and colour of a style. */
export function dotted({ symbol, colour }: SeriesStyle) {
  return {
    symbol: symbol as Plot.SymbolType,
    stroke: colour,
    strokeWidth: 1.6,
    r: 3.5,
    ...(symbol === "times" || symbol === "plus"
      ? {}
      : { fill: colour, fillOpacity: 0.35 }),
  };
}
