import * as Plot from "@observablehq/plot";
import { INK, PAPER } from "./palette.ts";

/** Options of a mark of texts that keep it readable on what it crosses. */
export const HALO = { stroke: PAPER, strokeWidth: 3 };

/**
 * Option of a mark that names a row or a panel: it has no place on the x axis, so that a zoom leaves it where it is, as it
 * does all that belongs to an axis.
 */
export const FIXED: { readonly render: Plot.RenderFunction } = {
  render: (index, scales, values, dimensions, context, next) => {
    const drawn = next?.(index, scales, values, dimensions, context) ?? null;
    drawn?.setAttribute("aria-label", "y-axis name");
    return drawn;
  },
};

/** Writes texts in ink, each as it stands; options of Plot's text say where, and may change its look. */
export function writeTexts(
  texts: readonly string[],
  options: Omit<Plot.TextOptions, "text">,
): Plot.Markish {
  return Plot.text(texts, {
    text: (text: string) => text,
    fill: INK,
    ...options,
  });
}
