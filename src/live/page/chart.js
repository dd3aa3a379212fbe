// @ts-check
/** Draws one chart over time as SVG: lines or stacked areas, with phases and faults as bands. */
import { formatElapsed, formatQuantity } from "./text.js";

/**
 * @typedef {object} Series
 * @property {string} name
 * @property {string} colour a CSS colour
 * @property {string} dash SVG dash array; empty for a solid line
 * @property {"tint" | "hatch" | "solid"} fill of an area
 * @property {readonly (number | null)[]} values one a cell; null breaks a line
 *
 * @typedef {object} Band
 * @property {string} kind `phase` or `fault`
 * @property {string} label
 * @property {number} from milliseconds since 1970
 * @property {number | null} until
 * @property {boolean} measured
 *
 * @typedef {object} Clock
 * @property {number} origin milliseconds since 1970
 * @property {number} width seconds of a cell
 * @property {number} length cells
 * @property {readonly Band[]} bands
 * @property {readonly {at: number, text: string}[]} marks
 * @property {number | null} cursor cell that the reader points at
 */

const MARGIN = { left: 58, right: 8, top: 16, bottom: 18 };
const NAMESPACE = "http://www.w3.org/2000/svg";
/** Shortest span of the axis of time, seconds. */
const MIN_SPAN_S = 20;
const LABEL_WIDTH = 6;
const EMPTY_HEIGHT = 64;
const MAX_MARKS = 40;

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
 * @param {string} name
 * @param {Record<string, string | number>} attributes
 * @param {string} [text]
 */
function node(name, attributes, text) {
  const created = document.createElementNS(NAMESPACE, name);
  for (const [key, value] of Object.entries(attributes)) {
    created.setAttribute(
      key,
      typeof value === "number" ? String(Math.round(value * 10) / 10) : value,
    );
  }
  if (text !== undefined) created.textContent = text;
  return created;
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

/** @param {string} id @param {string} colour */
function hatch(id, colour) {
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

/**
 * Phases that are not measured are grey, faults hatched, events dotted lines.
 * @param {Clock} clock
 * @param {{x: (s: number) => number, height: number, id: string, seconds: number, labels: boolean}} place
 */
function bands({ bands, marks, origin }, { x, height, id, seconds, labels }) {
  /** @type {SVGElement[]} */
  const parts = [];
  const [top, bottom] = [MARGIN.top, height - MARGIN.bottom];
  let free = { phase: -Infinity, fault: -Infinity };
  /** @param {number} ms */
  const place = (ms) => x(Math.min(seconds, Math.max(0, (ms - origin) / 1000)));
  for (const { kind, label, from, until, measured } of bands) {
    const [start, end] = [
      place(from),
      until === null ? x(seconds) : place(until),
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

/**
 * A scale from 0 to a round value.
 * @param {readonly (number | null)[]} values
 * @param {number} height
 * @param {2 | 10} base of what is round
 */
function linearScale(values, height, base) {
  /** @type {number} */
  const max =
    values.reduce((/** @type {number} */ a, b) => Math.max(a, b ?? 0), 0) || 1;
  const step = base === 2
    ? 2 ** Math.ceil(Math.log2(max / 3))
    : niceStep(max / 3);
  const top = Math.ceil(max / step) * step;
  const ticks = Array.from(
    { length: Math.round(top / step) + 1 },
    (_, i) => i * step,
  );
  const inner = height - MARGIN.top - MARGIN.bottom;
  return {
    ticks,
    y: (/** @type {number} */ v) => MARGIN.top + (1 - v / top) * inner,
  };
}

/**
 * A logarithmic scale of whole decades.
 * @param {readonly Series[]} series
 * @param {number} height
 */
function logScale(series, height) {
  const values = series.flatMap(({ values }) => values).filter((v) =>
    v !== null && v > 0
  );
  const numbers = /** @type {number[]} */ (values);
  const high = numbers.reduce((a, b) => Math.max(a, b), 0) || 1;
  const low = numbers.reduce((a, b) => Math.min(a, b), high);
  const from = Math.floor(Math.log10(low));
  const until = Math.max(from + 1, Math.ceil(Math.log10(high)));
  const ticks = Array.from(
    { length: until - from + 1 },
    (_, i) => 10 ** (from + i),
  );
  const inner = height - MARGIN.top - MARGIN.bottom;
  return {
    ticks,
    y: (/** @type {number} */ v) =>
      MARGIN.top +
      (1 - (Math.log10(Math.max(v, 10 ** from)) - from) / (until - from)) *
        inner,
  };
}

/** @param {number} step */
function niceStep(step) {
  const power = 10 ** Math.floor(Math.log10(step));
  const factor = [1, 2, 5, 10].find((factor) => factor * power >= step) ?? 10;
  return factor * power;
}

/** @param {number} seconds @param {number} width */
function timeTicks(seconds, width) {
  const steps = [
    1,
    2,
    5,
    10,
    20,
    30,
    60,
    120,
    300,
    600,
    1200,
    1800,
    3600,
    7200,
    14400,
    43200,
    86400,
  ];
  const wanted = seconds / Math.max(2, width / 90);
  const step = steps.find((step) => step >= wanted) ?? 86400;
  return Array.from(
    { length: Math.floor(seconds / step) + 1 },
    (_, i) => i * step,
  );
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
