import * as Plot from "@observablehq/plot";
import { FONT_SIZE } from "./figure.ts";
import { INK } from "./palette.ts";
import { clipText, textWidth } from "./text.ts";

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

/** Lays out rows with these labels, which are cut at `widest` pixels. */
export function rowAxis(names: readonly string[], widest = 260): RowAxis {
  const texts = names.map((name) => clipText(name, widest, FONT_SIZE));
  const width = Math.max(
    0,
    ...texts.map((text) => textWidth(text, FONT_SIZE)),
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
    labels: Plot.text(texts, {
      y: (_, i) => i,
      text: (text: string) => text,
      frameAnchor: "left",
      textAnchor: "end",
      dx: -GAP,
      fill: INK,
    }),
  };
}
