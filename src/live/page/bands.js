// @ts-check
/** Phases, faults and events of a run, behind the lines of a chart. */
import { LABEL_WIDTH, MARGIN } from "./frame.js";
import { node } from "./svg.js";

/**
 * @typedef {object} Band
 * @property {string} kind `phase` or `fault`
 * @property {string} label
 * @property {number} from milliseconds since 1970
 * @property {number | null} until
 * @property {boolean} measured
 *
 * @typedef {import("./chart.js").Clock} Clock
 */

const MAX_MARKS = 40;

/**
 * Phases that are not measured are grey, faults hatched, events dotted lines.
 * @param {Clock} clock
 * @param {{x: (s: number) => number, height: number, id: string, seconds: number, labels: boolean}} place
 */
export function bands(
  { bands, marks, origin, length, width },
  { x, height, id, seconds, labels },
) {
  /** @type {SVGElement[]} */
  const parts = [];
  const [top, bottom] = [MARGIN.top, height - MARGIN.bottom];
  let free = { phase: -Infinity, fault: -Infinity };
  /** @param {number} ms */
  const place = (ms) => x(Math.min(seconds, Math.max(0, (ms - origin) / 1000)));
  for (const { kind, label, from, until, measured } of bands) {
    const [start, end] = [
      place(from),
      // What goes on reaches as far as the cells.
      until === null ? x(Math.min(seconds, length * width)) : place(until),
    ];
    const isFault = kind === "fault";
    if (end > start && (isFault || !measured)) {
      const band = node("rect", {
        x: start,
        y: top,
        width: end - start,
        height: bottom - top,
      });
      if (isFault) {
        band.setAttribute("fill", `url(#${id}-fault)`);
        band.setAttribute("fill-opacity", "0.35");
      } else band.setAttribute("class", "band");
      band.append(node("title", {}, label));
      parts.push(band);
    }
    parts.push(
      node("line", {
        class: isFault ? "fault-edge" : "edge",
        x1: start,
        x2: start,
        y1: top,
        y2: bottom,
      }),
    );
    const key = isFault ? "fault" : "phase";
    if (
      labels && start >= free[key] &&
      x(seconds) - start > LABEL_WIDTH * label.length
    ) {
      // Names of faults stand inside the chart, those of phases above it.
      parts.push(
        node("text", {
          class: "label",
          x: start + 3,
          y: isFault ? top + 12 : top - 4,
        }, label),
      );
      free = { ...free, [key]: start + 3 + LABEL_WIDTH * label.length };
    }
  }
  for (const { at, text } of marks.slice(-MAX_MARKS)) {
    const mark = node("line", {
      class: "mark",
      x1: place(at),
      x2: place(at),
      y1: bottom - 8,
      y2: bottom,
    });
    mark.append(node("title", {}, text));
    parts.push(mark);
  }
  return parts;
}

/** Pattern of diagonal lines. @param {string} id @param {string} colour */
export function hatch(id, colour) {
  const pattern = node("pattern", {
    ...{ id, width: 6, height: 6, patternUnits: "userSpaceOnUse" },
    patternTransform: "rotate(45)",
  });
  const stroke = node("line", {
    x1: 0,
    x2: 0,
    y1: 0,
    y2: 6,
    "stroke-width": 2,
  });
  stroke.setAttribute("stroke", colour);
  pattern.append(stroke);
  return pattern;
}
