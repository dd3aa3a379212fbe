import * as Plot from "@observablehq/plot";
import { FONT_SIZE, WIDTH } from "./figure.ts";
import { INK, type Look } from "./palette.ts";
import { clipText, textWidth } from "./text.ts";

/** One entry of a legend. */
export interface LegendItem {
  readonly label: string;
  readonly look: Look;
  readonly kind: "dot" | "line" | "dotted line" | "band";
}

const ROW = 20;
const LEFT = 12;
const SWATCH = 26;

/** Draws a legend in as many rows as its labels need. An empty legend is no panel. */
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
    marks: places.flatMap(({ item: { kind, look }, label, x, y }) => [
      ...(kind === "band"
        ? [Plot.rect([0], {
          x1: x,
          x2: x + 18,
          y1: y - 6,
          y2: y + 6,
          fill: look.colour,
          fillOpacity: BAND_OPACITY,
        })]
        : []),
      ...(kind === "line" || kind === "dotted line"
        ? [Plot.link([0], {
          x1: x,
          x2: x + 18,
          y1: y,
          y2: y,
          stroke: look.colour,
          strokeWidth: 2,
          ...dashed(look),
        })]
        : []),
      ...(kind === "dot" || kind === "dotted line"
        ? [Plot.dot([0], { x: x + 9, y, ...dotted(look) })]
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

/** Opacity of bands, which must leave what lies behind them readable. */
export const BAND_OPACITY = 0.16;

/** Options of a Plot mark that give a line its dashes. */
export function dashed({ dash }: Look): { strokeDasharray?: string } {
  return dash === null ? {} : { strokeDasharray: dash };
}

/** Options of a Plot dot with the symbol and colour of a look. */
export function dotted({ symbol, colour }: Look) {
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
