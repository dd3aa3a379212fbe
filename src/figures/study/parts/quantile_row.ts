import * as Plot from "@observablehq/plot";
import type { QuantileEstimate } from "../../../statistics/mod.ts";
import { FONT_SIZE } from "../../drawing/figure.ts";
import { MARGIN_RIGHT } from "../../drawing/frame.ts";
import { HALO, writeTexts } from "../../drawing/label.ts";
import { tagSeries } from "../../drawing/legend.ts";
import { MUTED, type SeriesStyle } from "../../drawing/palette.ts";
import { textWidth } from "../../drawing/text.ts";
import { formatValue } from "../../drawing/ticks.ts";

/** Pixels between a dot, or its interval, and its label. */
const LABEL_GAP = 9;

/** Draws a quantile with its interval and its value in words; the reason instead where there is none. */
export function plotQuantile(
  { value, lower, upper, reason }: QuantileEstimate,
  { row, series, style, low, high, width, log }: {
    readonly row: string;
    readonly series: string;
    readonly style: SeriesStyle;
    readonly low: number;
    readonly high: number;
    /** Pixels from `low` to `high`. */
    readonly width: number;
    readonly log: boolean;
  },
): Plot.Markish[] {
  const y = () => row;
  const tag = tagSeries(series);
  if (value === null) {
    return [writeTexts([reason ?? ""], {
      x: () => low,
      y,
      textAnchor: "start",
      dx: 6,
      fill: MUTED,
      ...tag,
    })];
  }
  const bounds = lower === null || upper === null
    ? " (no interval)"
    : ` [${formatValue(lower)}, ${formatValue(upper)}]`;
  const text = `${formatValue(value)}${bounds}`;
  const place = (value: number) => log ? Math.log(value) : value;
  const pixels = (from: number, to: number) =>
    width * (place(to) - place(from)) / (place(high) - place(low));
  const [from, to] = [lower ?? value, upper ?? value];
  // Text is on the side with more room; beside the dot, on its own interval, where that leaves room on neither.
  const isLeft = value >
    (log ? Math.sqrt(low) * Math.sqrt(low + high) : (low + high) / 2);
  const room = isLeft ? pixels(low, from) : pixels(to, high) + MARGIN_RIGHT;
  const isInside = textWidth(text, FONT_SIZE) + LABEL_GAP > room;
  return [
    ...(lower === null || upper === null ? [] : [
      Plot.link([0], {
        x1: lower,
        x2: upper,
        y1: y,
        y2: y,
        stroke: style.colour,
        strokeWidth: 3,
        strokeOpacity: 0.5,
        ...tag,
      }),
    ]),
    Plot.dot([value], {
      x: (v: number) => v,
      y,
      fill: style.colour,
      r: 4,
      ...tag,
    }),
    writeTexts([text], {
      x: () => isInside ? value : isLeft ? from : to,
      y,
      textAnchor: isLeft ? "end" : "start",
      dx: isLeft ? -LABEL_GAP : LABEL_GAP,
      ...(isInside ? HALO : {}),
      ...tag,
    }),
  ];
}
