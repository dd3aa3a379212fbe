/** Values under the pointer: a line through the panel, a dot on each series, and a box that names them. */
import { formatPercentile, formatRead, toPixel, toValue } from "./axis.js";
import { readSeries } from "./panels.js";

/** Distance in pixels within which a point belongs to the place of the pointer. */
const NEAR = 8;
/** Distance in pixels beyond which a single dot is not meant. */
const FAR = 40;

/**
 * Returns the place nearest to a pixel, and what each series has there; null if nothing is near. Lines and bars
 * are read along x, dots by their distance.
 */
export function valuesAt(panel, { x, y }) {
  const series = readSeries(panel);
  const lines = series.filter(({ kind }) => kind !== "dot");
  const read = lines.length > 0
    ? alongLines(lines, x)
    : nearestDot(series, { x, y });
  return read && {
    x: read.x,
    found: read.found.map(({ name, colour, point }) => ({
      name,
      colour,
      point,
      value: panel.hasValues ? valueOf(panel.y, point) : null,
    })),
  };
}

/** Value of a point; that of a bar is its height, as it may stand on another. */
function valueOf(axis, { y, base }) {
  const top = toValue(axis, y);
  return base === undefined || axis.type !== "linear"
    ? top
    : top - toValue(axis, base);
}

function alongLines(lines, x) {
  const all = lines.flatMap(({ points }) => points);
  const nearest = all.reduce((best, point) =>
    Math.abs(point.x - x) < Math.abs(best.x - x) ? point : best
  );
  const found = lines.flatMap(({ name, colour, points }) => {
    const point = pointAt(points, nearest.x);
    return point ? [{ name, colour, point }] : [];
  });
  return { x: nearest.x, found };
}

/** Point of a line at an x: one of its own, or between two of the same height; null if it has none there. */
function pointAt(points, x) {
  let best = null;
  for (const point of points) {
    const distance = Math.abs(point.x - x);
    // Of several points at one x, a step of a curve, the last one holds from there on.
    // A bar tells of its own width alone.
    const near = point.half === undefined ? NEAR : point.half + 0.1;
    if (distance <= near && (!best || distance <= Math.abs(best.x - x))) {
      best = point;
    }
  }
  if (best) return best;
  const after = points.findIndex((point) => point.x > x);
  const left = points[after - 1];
  return left && left.y === points[after].y ? { x, y: left.y } : null;
}

function nearestDot(series, { x, y }) {
  let best = null;
  for (const { name, colour, points } of series) {
    for (const point of points) {
      const distance = Math.hypot(point.x - x, point.y - y);
      if (distance <= FAR && (!best || distance < best.distance)) {
        best = { name, colour, point, distance };
      }
    }
  }
  return best && { x: best.point.x, found: [best] };
}

/** Places on the x axis that arrow keys visit, in pixels and in order. */
export function stopsOf(panel) {
  const [low, high] = [...panel.x.range].sort((a, b) => a - b);
  const all = readSeries(panel).flatMap(({ points }) => points)
    .map(({ x }) => x).filter((x) => x >= low - 0.5 && x <= high + 0.5);
  return [...new Set(all)].sort((a, b) => a - b);
}

/** Text of a place on the x axis. */
function placeText({ x, xLabel, names, isPercentile }, pixel) {
  if (isPercentile || !names) {
    const at = toValue(x, pixel);
    const value = isPercentile ? formatPercentile(at) : formatRead(x, at);
    return xLabel === "" ? value : `${xLabel}: ${value}`;
  }
  const isHere = ({ value }) => Math.abs(toPixel(x, value) - pixel) < 1;
  const name = names.find(isHere)?.name ?? "";
  return name === "" || xLabel === "" ? name : `${xLabel}: ${name}`;
}

/** Returns what was read as text: lines of the place, and values with their names. */
export function readText(panel, { x, found }) {
  return {
    lines: [placeText(panel, x), panel.yLabel],
    values: found.map(({ name, colour, value }) => ({
      name,
      colour,
      text: value === null ? "" : formatRead(panel.y, value),
    })),
  };
}

/** Fills the box with lines and values; a value without a colour has no spot. */
export function fillBox(box, { lines, values }) {
  box.replaceChildren();
  const add = (parent, tag, text) => {
    const child = document.createElement(tag);
    child.textContent = text;
    parent.append(child);
    return child;
  };
  for (const line of lines.filter((text) => text !== "")) add(box, "p", line);
  const list = add(box, "ul", "");
  for (const { name, colour, text } of values) {
    const item = add(list, "li", "");
    if (colour) add(item, "i", "").style.background = colour;
    add(item, "span", name);
    add(item, "b", text);
  }
}
