// @ts-check
/** Draws one chart over time as SVG: lines or stacked areas, with phases and faults as bands. */
import { bands, hatch } from "./bands.js";
import { LABEL_WIDTH, MARGIN } from "./frame.js";
import { linearScale, logScale, timeTicks } from "./scales.js";
import { node } from "./svg.js";
import { formatElapsed, formatQuantity } from "./text.js";

/**
 * @typedef {object} Series
 * @property {string} name
 * @property {string} colour a CSS colour
 * @property {string} dash SVG dash array; empty for a solid line
 * @property {"tint" | "hatch" | "solid"} fill of an area
 * @property {readonly (number | null)[]} values one a cell; null breaks a line
 *
 * @typedef {object} Clock
 * @property {number} origin milliseconds since 1970
 * @property {number} width seconds of a cell
 * @property {number} length cells
 * @property {readonly import("./bands.js").Band[]} bands
 * @property {readonly {at: number, text: string}[]} marks
 * @property {number | null} cursor cell that the reader points at
 */

/** Shortest span of the axis of time, seconds. */
const MIN_SPAN_S = 20;
const EMPTY_HEIGHT = 64;

/**
 * Draws into an SVG element.
 * @param {SVGSVGElement} svg
 * @param {readonly Series[]} series
 * @param {Clock} clock
 * @param {{unit: string, height: number, stacked: boolean, log: boolean, labels: boolean}} options
 */
export function drawChart(svg, series, clock, options) {
  const { stacked, log, unit } = options;
  const isEmpty = series.length === 0;
  const height = isEmpty ? EMPTY_HEIGHT : options.height;
  const width = svg.clientWidth || 600;
  const seconds = Math.max(MIN_SPAN_S, clock.length * clock.width);
  const inner = Math.max(10, width - MARGIN.left - MARGIN.right);
  /** @param {number} s seconds since the origin */
  const x = (s) => MARGIN.left + s / seconds * inner;
  const scale = log ? logScale(series, height) : linearScale(
    stacked ? stack(series).flat() : series.flatMap(({ values }) => values),
    height,
    unit === "B" ? 2 : 10,
  );
  svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
  svg.setAttribute("height", String(height));
  const id = svg.id;
  const parts = [hatches(id, series)];
  parts.push(
    ...bands(clock, { x, height, id, seconds, labels: options.labels }),
  );
  for (const value of isEmpty ? [] : scale.ticks) {
    const y = scale.y(value);
    parts.push(
      node("line", {
        class: "grid",
        x1: MARGIN.left,
        x2: width - MARGIN.right,
        y1: y,
        y2: y,
      }),
      node(
        "text",
        { x: MARGIN.left - 6, y: y + 4, "text-anchor": "end" },
        formatQuantity(value, unit),
      ),
    );
  }
  for (const value of timeTicks(seconds, inner)) {
    const isLast = x(value) > width - MARGIN.right - LABEL_WIDTH * 3;
    parts.push(
      node("text", {
        ...{ x: x(value), y: height - 4 },
        "text-anchor": isLast ? "end" : "middle",
      }, formatElapsed(value)),
    );
  }
  /** @param {number} i */
  const middle = (i) => x((i + 0.5) * clock.width);
  if (stacked) {
    parts.push(...areas(series, { x, y: scale.y, id, width: clock.width }));
  } else parts.push(...series.map((one) => line(one, middle, scale.y)));
  if (clock.cursor !== null) {
    const at = middle(clock.cursor);
    parts.push(
      node("line", {
        class: "cursor",
        x1: at,
        x2: at,
        y1: MARGIN.top,
        y2: height - MARGIN.bottom,
      }),
    );
  }
  svg.replaceChildren(...parts);
}

/**
 * Cell at a place of the chart; null beside its cells.
 * @param {SVGSVGElement} svg
 * @param {number} clientX
 * @param {Pick<Clock, "width" | "length">} clock
 */
export function cellAt(svg, clientX, { width, length }) {
  const box = svg.getBoundingClientRect();
  const inner = Math.max(10, box.width - MARGIN.left - MARGIN.right);
  const seconds = Math.max(MIN_SPAN_S, length * width);
  const cell = Math.floor(
    (clientX - box.left - MARGIN.left) / inner * seconds / width,
  );
  return cell >= 0 && cell < length ? cell : null;
}

/**
 * Patterns of the areas, and of faults.
 * @param {string} id
 * @param {readonly Series[]} series
 */
function hatches(id, series) {
  const defs = node("defs", {});
  defs.append(hatch(`${id}-fault`, "var(--soft)"));
  series.forEach(({ fill, colour }, i) => {
    if (fill === "hatch") defs.append(hatch(`${id}-${i}`, colour));
  });
  return defs;
}

/**
 * A line that breaks where there is no value; a value alone is a short dash.
 * @param {Series} series
 * @param {(i: number) => number} x
 * @param {(value: number) => number} y
 */
function line({ values, colour, dash }, x, y) {
  let d = "";
  let isOpen = false;
  values.forEach((value, i) => {
    if (value === null || value === undefined) {
      isOpen = false;
      return;
    }
    const isAlone = !isOpen && (values[i + 1] ?? null) === null;
    const place = `${x(i).toFixed(1)} ${y(value).toFixed(1)}`;
    d += isOpen ? `L${place}` : `M${place}`;
    if (isAlone) d += "h1.5";
    isOpen = true;
  });
  const path = node("path", {
    class: "series-line",
    d,
    "stroke-dasharray": dash,
  });
  path.setAttribute("stroke", colour);
  return path;
}

/** @param {readonly Series[]} series */
function stack(series) {
  const length = Math.max(0, ...series.map(({ values }) => values.length));
  const base = new Array(length).fill(0);
  return series.map(({ values }) =>
    values.map((value, i) => base[i] += value ?? 0)
  );
}

/**
 * Stacked steps, the first series at the bottom.
 * @param {readonly Series[]} series
 * @param {{x: (s: number) => number, y: (value: number) => number, id: string, width: number}} place
 */
function areas(series, { x, y, id, width }) {
  const tops = stack(series);
  return series.map(({ colour, fill }, level) => {
    const top = tops[level] ?? [];
    const below = tops[level - 1] ?? top.map(() => 0);
    let d = "";
    top.forEach((value, i) => {
      const from = below[i] ?? 0;
      if (value <= from) return;
      const [left, right] = [x(i * width), x((i + 1) * width)];
      d += `M${left.toFixed(1)} ${y(from).toFixed(1)}V${y(value).toFixed(1)}H${
        right.toFixed(1)
      }V${y(from).toFixed(1)}Z`;
    });
    const path = node("path", { class: "series-area", d });
    path.setAttribute(
      "fill",
      fill === "hatch" ? `url(#${id}-${level})` : colour,
    );
    path.setAttribute("fill-opacity", fill === "tint" ? "0.35" : "1");
    if (fill !== "tint") path.setAttribute("stroke", colour);
    return path;
  });
}
