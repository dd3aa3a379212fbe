import * as Plot from "@observablehq/plot";
import { FONT_SIZE } from "./figure.ts";
import { FIXED, writeTexts } from "./label.ts";
import { INK } from "./palette.ts";
import { clipText, textWidth, wrapText } from "./text.ts";

/** Axis of a chart with one row for each thing, the first on top. Row i is at y = i. */
export interface RowAxis {
  /** Room for the labels left of the frame, in pixels. */
  readonly margin: number;
  /** Options of Plot's y scale. */
  readonly scale: Plot.ScaleOptions;
  /** Faint rules between the rows. */
  readonly rules: Plot.Markish;
  /** The labels, left of the frame. */
  readonly labels: Plot.Markish;
}

/** Gap between labels and frame, in pixels. */
const GAP = 10;

/** Options of `rowAxis`. */
export interface RowAxisOptions {
  /** Most pixels of a line of a label. @default {260} */
  readonly widest?: number;
  /** Most lines of a label, which is cut beyond them. @default {1} */
  readonly lines?: number;
}

/** Lays out rows with these labels. */
export function rowAxis(
  names: readonly string[],
  { widest = 260, lines = 1 }: RowAxisOptions = {},
): RowAxis {
  const texts = names.map((name) => breakName(name, widest, lines));
  const width = Math.max(
    0,
    ...texts.flat().map((text) => textWidth(text, FONT_SIZE)),
  );
  return {
    margin: Math.ceil(width) + GAP + 12,
    scale: {
      type: "linear",
      domain: [-0.5, names.length - 0.5],
      reverse: true,
      axis: null,
    },
    rules: Plot.ruleY(names.slice(1).map((_, i) => i + 0.5), {
      stroke: INK,
      strokeOpacity: 0.1,
    }),
    labels: writeTexts(texts.map((lines) => lines.join("\n")), {
      y: (_, i) => i,
      frameAnchor: "left",
      textAnchor: "end",
      dx: -GAP,
      ...FIXED,
    }),
  };
}

/** Breaks a name into lines; the last one has the rest, cut. */
function breakName(name: string, widest: number, most: number): string[] {
  const lines = wrapText(name, widest, FONT_SIZE);
  if (lines.length <= most) return lines;
  const rest = lines.slice(most - 1).join(" ");
  return [...lines.slice(0, most - 1), clipText(rest, widest, FONT_SIZE)];
}
