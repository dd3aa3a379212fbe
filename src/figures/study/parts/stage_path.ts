import type * as Plot from "@observablehq/plot";
import { svgElement } from "../../drawing/svg.ts";

/** A bar at its place: times in units of the axis, y in pixels. */
export interface PlacedBar {
  readonly from: number;
  /** Null for a bar without an end. */
  readonly to: number | null;
  readonly y: number;
}

/** How the bars of one stage look. */
export interface StageStyle {
  readonly colour: string;
  /** Thickness in pixels. */
  readonly width: number;
  /** Series that the path belongs to. */
  readonly series: string;
}

/** Steps of a pixel: what is finer cannot be seen, and costs bytes. */
const STEPS = 10;

/** Draws bars as one path; those without an end are dashed up to `end`, so a call is for bars of one kind. */
export function drawStage(
  bars: readonly PlacedBar[],
  end: number,
  { colour, width, series }: StageStyle,
): Plot.Markish {
  return (_index, scales, _values, _dimensions, { document }) => {
    const { x } = scales;
    if (bars.length === 0 || x === undefined) return null;
    return svgElement(document, "path", {
      d: toPath(
        bars.map(({ from, to, y }) => ({
          from: Number(x(from)),
          to: Number(x(to ?? end)),
          y,
        })),
      ),
      fill: "none",
      stroke: colour,
      "stroke-width": width,
      "data-series": series,
      ...(bars[0]?.to === null ? { "stroke-dasharray": "3 2" } : {}),
    });
  };
}

/** Joins horizontal lines in pixels, each from the end of the one before: that is shorter than their places. */
export function toPath(
  lines: readonly {
    readonly from: number;
    readonly to: number;
    readonly y: number;
  }[],
): string {
  // In whole steps, so that rounded distances add up to rounded places.
  const step = (pixels: number) => Math.round(pixels * STEPS);
  let [x, y] = [0, 0];
  return lines.map((line) => {
    const [from, to, at] = [step(line.from), step(line.to), step(line.y)];
    const part = `m${(from - x) / STEPS} ${(at - y) / STEPS}h${
      // The shortest bar is still a step long.
      Math.max(1, to - from) / STEPS}`;
    [x, y] = [from + Math.max(1, to - from), at];
    return part;
  }).join("");
}
