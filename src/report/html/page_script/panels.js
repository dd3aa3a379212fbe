/** Reads the panels of a figure: their axes, and the points of each series as they are drawn. */
import { toPixel, toValue } from "./axis.js";

const ARROWS = /[←→↑↓]/g;

function readAxis(group, name) {
  const type = group.getAttribute(`data-${name}-type`);
  if (!type) return null;
  const numbers = (key) =>
    group.getAttribute(`data-${name}-${key}`).split(" ").map(Number);
  const [domain, range] = [numbers("domain"), numbers("range")];
  // The drawing has places in hundredths of a pixel; a zoom does not refine them.
  const grain = Math.abs((domain[1] - domain[0]) / (range[1] - range[0])) / 100;
  return { type, domain, range, grain };
}

/** Text of an axis label without Plot's arrow; empty if the panel has none. */
function labelOf(group, name) {
  const label = group.querySelector(`[aria-label="${name}-axis label"]`);
  return (label?.textContent ?? "").replace(ARROWS, "").trim();
}

/** Axes of one clock, or of one scale of values, have the same text. */
const scaleOf = (axis) => JSON.stringify([axis.type, axis.domain]);

/** Lists the panels of a figure that have a numeric x axis or cells; `table` has the figure's values below their labels. */
export function readPanels(svg, table) {
  const groups = svg.querySelectorAll("g[data-x-type], g:has(> [data-cells])");
  const cells = cellReader(svg, table);
  const found = [...groups].map((group) => {
    const own = cells(group);
    return {
      group,
      cells: own,
      // Columns of a matrix have names: its panels are placed in pixels, and nothing is between two columns.
      canZoom: own?.kind !== "boxes",
      x: own?.kind === "boxes"
        ? pixelAxis(own.boxes, "left", "right")
        : readAxis(group, "x"),
      y: own?.kind === "boxes"
        ? pixelAxis(own.boxes, "top", "bottom")
        : readAxis(group, "y"),
    };
  }).filter(({ x }) => x !== null);
  const last = found.at(-1);
  // Rows of names, such as runs, have places on a numeric axis and no values; one panel of a row has the ticks.
  const valued = new Set(
    found.filter(({ group, y }) => y && showsValues(group, "y", y))
      .map(({ y }) => scaleOf(y)),
  );
  return found.map(({ group, cells, canZoom, x, y }) => ({
    group,
    cells,
    canZoom,
    x,
    // Panels of one clock are read and zoomed together.
    clock: scaleOf(x),
    y,
    hasValues: y !== null && valued.has(scaleOf(y)),
    isPercentile: group.dataset.xRead === "percentile",
    xLabel: labelOf(group, "x") || labelOf(last.group, "x"),
    yLabel: labelOf(group, "y"),
    names: readNames(group, x) ??
      (scaleOf(last.x) === scaleOf(x) ? readNames(last.group, last.x) : null),
  }));
}

/**
 * Makes the function that finds the cells of a panel: those `bounds` that the table's first four columns are, or drawn
 * `boxes`, a row of the table each; null for a panel without any.
 */
function cellReader(svg, [labels = [], ...rows]) {
  const drawn = [...svg.querySelectorAll('[data-cells="boxes"] > rect')];
  return (group) => {
    const kind = group.querySelector(":scope > [data-cells]")
      ?.getAttribute("data-cells");
    if (kind === "bounds") return { kind, labels, rows };
    if (kind !== "boxes") return null;
    const boxes = drawn.flatMap((rect, at) =>
      group.contains(rect) && rows[at] ? [boxOf(rect, rows[at])] : []
    );
    return boxes.length === 0 ? null : { kind, labels, boxes };
  };
}

function boxOf(rect, row) {
  const [left, top, width, height] = ["x", "y", "width", "height"]
    .map((name) => Number(rect.getAttribute(name)));
  return { row, left, right: left + width, top, bottom: top + height };
}

/** Axis of which each pixel is its own value. */
function pixelAxis(boxes, low, high) {
  const domain = [
    Math.min(...boxes.map((box) => box[low])),
    Math.max(...boxes.map((box) => box[high])),
  ];
  return { type: "linear", domain, range: domain, grain: 0.01 };
}

/** Ticks of an axis that have a text. */
function readTicks(group, name) {
  const texts = group.querySelectorAll(
    `[aria-label="${name}-axis tick label"] > text`,
  );
  return [...texts].filter(({ textContent }) => textContent !== "").map(
    (text) => {
      const [x, y] = placeOf(text);
      return { at: name === "x" ? x : y, name: text.textContent };
    },
  );
}

/** True for a tick whose text is the value at its place. */
function isValue(axis, { at, name }) {
  const factor = { k: 1e3, M: 1e6, G: 1e9 }[name.at(-1)] ?? 1;
  const digits = name.replace(/[kMG]$/, "").replaceAll(",", "");
  const value = Number(digits.replace("−", "-")) * factor;
  // A place in hundredths of a pixel gives a value of four digits at least.
  return Math.abs(toPixel(axis, value) - at) <= 0.02;
}

function showsValues(group, name, axis) {
  const ticks = readTicks(group, name);
  return ticks.length > 0 && ticks.every((tick) => isValue(axis, tick));
}

/** Ticks of a numeric axis whose texts are names, such as versions, by their value; null if the axis has none. */
function readNames(group, x) {
  const ticks = readTicks(group, "x");
  return x.type !== "linear" || ticks.every((tick) => isValue(x, tick))
    ? null
    : ticks.map(({ at, name }) => ({ value: toValue(x, at), name }));
}

/** Place of an element that a `translate()` puts there. */
function placeOf(element) {
  const transform = element.getAttribute("transform") ?? "";
  const [, x, y] = /^translate\(([-\d.e]+),([-\d.e]+)\)/.exec(transform) ?? [];
  return [Number(x), Number(y)];
}

/** Readers of the places of marks, by the kind of mark. */
const pointsOf = { line: linePoints, rect: barPoints, dot: dotPoints };

/** Lists what the reader can see of each series in a panel, in pixels and in order of x. */
export function readSeries({ group, hasValues }) {
  const bySeries = new Map();
  for (const mark of group.querySelectorAll("g[data-series]")) {
    const kind = mark.getAttribute("aria-label");
    if (mark.style.display === "none" || !Object.hasOwn(pointsOf, kind)) {
      continue;
    }
    // Without values a rectangle is a band, such as that of a fault.
    if (kind === "rect" && !hasValues) continue;
    const name = mark.getAttribute("data-series");
    const found = bySeries.get(name);
    // Dots on a line add nothing; of two lines the one in front counts.
    if (kind === "dot" && found && found.kind !== "dot") continue;
    const points = pointsOf[kind](mark);
    if (points.length === 0) continue;
    const more = kind === "dot" && found ? found.points : [];
    bySeries.set(name, {
      name,
      kind,
      colour: colourOf(mark),
      points: [...more, ...points].sort((a, b) => a.x - b.x),
    });
  }
  return [...bySeries.values()];
}

/** Colour of a mark as it is painted: the figure's own names of colours mean nothing outside it. */
function colourOf(mark) {
  const { stroke, fill } = getComputedStyle(mark);
  const colour = stroke === "none" ? fill : stroke;
  // A hatch is no colour.
  return colour.startsWith("url") ? "currentColor" : colour;
}

function linePoints(mark) {
  return [...mark.querySelectorAll("path")].flatMap((path) =>
    [...(path.getAttribute("d") ?? "").matchAll(/([-\d.e]+),([-\d.e]+)/g)]
      .map(([, x, y]) => ({ x: Number(x), y: Number(y) }))
  );
}

/** A bar stands on `base`, and is as wide as the time that it counts. */
function barPoints(mark) {
  return [...mark.querySelectorAll("rect")].map((bar) => {
    const [x, y, width, height] = ["x", "y", "width", "height"]
      .map((name) => Number(bar.getAttribute(name)));
    return { x: x + width / 2, y, base: y + height, half: width / 2 };
  });
}

function dotPoints(mark) {
  return [...mark.children].filter(({ style }) => style.display !== "none")
    .map((dot) => {
      const [x, y] = dot.nodeName === "circle"
        ? [Number(dot.getAttribute("cx")), Number(dot.getAttribute("cy"))]
        : placeOf(dot);
      return { x, y };
    }).filter(({ x }) => Number.isFinite(x));
}
