import * as Plot from "@observablehq/plot";
import { areaFill } from "./area.ts";
import { EDGE, FONT_SIZE, WIDTH } from "./figure.ts";
import { plotPixels } from "./frame.ts";
import { writeTexts } from "./label.ts";
import type { SeriesStyle } from "./palette.ts";
import { clipText, textWidth } from "./text.ts";

/** Entry of a legend. */
export interface LegendItem {
  readonly label: string;
  readonly style: SeriesStyle;
  readonly kind: "dot" | "line" | "dotted line" | "band" | "area";
  /** Series of the marks that the entry explains. @default the label */
  readonly series?: string;
}

const ROW = 20;
const SWATCH = 26;

/** Draws a legend in as many rows as its labels need; returns no panel for an empty legend. */
export function plotLegend(
  items: readonly LegendItem[],
  document: Document,
): (SVGSVGElement | HTMLElement)[] {
  if (items.length === 0) return [];
  const places: Place[] = [];
  let x = EDGE;
  let y = ROW / 2;
  for (const item of items) {
    const label = clipText(item.label, WIDTH - 2 * EDGE - SWATCH, FONT_SIZE);
    const width = SWATCH + textWidth(label, FONT_SIZE) + 14;
    if (x > EDGE && x + width > WIDTH - EDGE) {
      x = EDGE;
      y += ROW;
    }
    places.push({ item, label, x, y });
    x += width;
  }
  const height = y + ROW / 2 + 2;
  return [plotPixels(places.flatMap(plotEntry), { document, height })];
}

/** Entry with its place: the left end and the middle, in pixels. */
interface Place {
  readonly item: LegendItem;
  readonly label: string;
  readonly x: number;
  readonly y: number;
}

function plotEntry({ item, label, x, y }: Place): Plot.Markish[] {
  const { kind, style, series = item.label } = item;
  const entry = tag("data-legend", series);
  const marks: Plot.Markish[] = [];
  if (kind === "band") {
    marks.push(Plot.rect([0], {
      x1: x,
      x2: x + 18,
      y1: y - 6,
      y2: y + 6,
      fill: style.colour,
      fillOpacity: BAND_OPACITY,
      ...entry,
    }));
  }
  if (kind === "area") {
    const edges = { x1: x, x2: x + 18, y1: y - 6, y2: y + 6 };
    marks.push(Plot.rect([0], { ...edges, ...areaFill(style), ...entry }));
  }
  if (kind === "line" || kind === "dotted line") {
    marks.push(Plot.link([0], {
      x1: x,
      x2: x + 18,
      y1: y,
      y2: y,
      stroke: style.colour,
      strokeWidth: 2,
      ...dashed(style),
      ...entry,
    }));
  }
  if (kind === "dot" || kind === "dotted line") {
    marks.push(Plot.dot([0], { x: x + 9, y, ...dotted(style), ...entry }));
  }
  const place = { x: x + SWATCH - 2, y, textAnchor: "start" as const };
  marks.push(writeTexts([label], { ...place, ...entry }));
  return marks;
}

/**
 * Returns the option of a Plot mark that says to which series it belongs, so that a reader can hide it by its entry in
 * the legend and read its values.
 */
export function tagSeries(name: string): { render: Plot.RenderFunction } {
  return tag("data-series", name);
}

/**
 * Returns the options of a mark of cells that the script of a page reads one by one: the rows of the figure's table are
 * the cells of all panels, in order.
 */
export function tagCells(): { render: Plot.RenderFunction } {
  return tag("data-cells", "boxes");
}

function tag(
  attribute: string,
  value: string,
): { render: Plot.RenderFunction } {
  return {
    render: (index, scales, values, dimensions, context, next) => {
      const drawn = next?.(index, scales, values, dimensions, context) ?? null;
      drawn?.setAttribute(attribute, value);
      return drawn;
    },
  };
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
