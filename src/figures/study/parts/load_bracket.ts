/** The bracket of a load line: from the load up to which every run held to the lowest that broke. */
import * as Plot from "@observablehq/plot";
import { FONT_SIZE, WIDTH } from "../../drawing/figure.ts";
import { HALO, writeTexts } from "../../drawing/label.ts";
import {
  BAND_OPACITY,
  type LegendItem,
  tagSeries,
} from "../../drawing/legend.ts";
import { meaningStyle } from "../../drawing/meaning.ts";
import { INK } from "../../drawing/palette.ts";
import { textWidth } from "../../drawing/text.ts";
import { formatCount } from "../../drawing/ticks.ts";
import type { LoadAxis } from "./load_axis.ts";
import { resultItems } from "./load_dots.ts";

/** Ends of a bracket, in the plotted unit. */
export interface LoadBracket {
  /** Highest load at and below which every run held; null for none. */
  readonly held: number | null;
  /** Lowest load at which a run broke; null for none. */
  readonly broke: number | null;
}

/** Entry of the legend. */
export const bracketItem: LegendItem = {
  label: "from the last sure load to the lowest broken",
  style: meaningStyle("measured"),
  kind: "band",
};

/** Least pixels between the labels of a bracket. */
const END_GAP = 6;

/** Draws the ends of a bracket as rules with labels beside each other, and shades it where it has both. */
export function plotBracket(
  { held, broke }: LoadBracket,
  { axis: { place, marginLeft }, top, bottom }: {
    readonly axis: LoadAxis;
    /** Top and bottom of the shade, in pixels. */
    readonly top: number;
    readonly bottom: number;
  },
): Plot.Markish[] {
  const toText = (word: string, load: number) =>
    `${word} ${formatCount(Math.round(load))}`;
  const below = held === null ? "" : toText("held", held);
  const above = broke === null ? "" : toText("broke", broke);
  const { start, end } = placeEnds(
    { text: below, x: held === null ? null : place(held) },
    { text: above, x: broke === null ? null : place(broke) },
  );
  const label = (text: string, x: number, textAnchor: "start" | "end") =>
    writeTexts([text], {
      frameAnchor: "top-left",
      textAnchor,
      lineAnchor: "bottom",
      dx: x - marginLeft,
      dy: -4,
      ...HALO,
    });
  const rule = (load: number, name: "held" | "broke") =>
    Plot.link([0], {
      x1: load,
      x2: load,
      y1: top - 4,
      y2: bottom,
      stroke: resultItems[name].style.colour,
      strokeWidth: 1.4,
    });
  return [
    ...(held !== null && broke !== null && held < broke
      ? [Plot.rect([0], {
        x1: held,
        x2: broke,
        y1: top,
        y2: bottom,
        fill: INK,
        fillOpacity: BAND_OPACITY,
        ...tagSeries(bracketItem.label),
      })]
      : []),
    ...(held === null ? [] : [rule(held, "held"), label(below, end, "end")]),
    ...(broke === null
      ? []
      : [rule(broke, "broke"), label(above, start, "start")]),
  ];
}

/** Label of one end of a bracket, whose x in pixels is null if there is no such end. */
interface EndLabel {
  readonly text: string;
  readonly x: number | null;
}

/** Places the lower label left of its load and the upper one right of it, within the drawing and apart from each other. */
function placeEnds(
  below: EndLabel,
  above: EndLabel,
): { readonly end: number; readonly start: number } {
  const [least, most] = [
    textWidth(below.text, FONT_SIZE) + 8,
    WIDTH - textWidth(above.text, FONT_SIZE) - 4,
  ];
  const end = Math.max((below.x ?? 0) - 3, least);
  const start = Math.min((above.x ?? 0) + 3, most);
  if (below.x === null || above.x === null || start - end >= END_GAP) {
    return { start, end };
  }
  return end === least
    ? { end, start: end + END_GAP }
    : { end: start - END_GAP, start };
}
