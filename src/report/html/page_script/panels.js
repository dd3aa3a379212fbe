/** Reads the panels of a figure: their axes, and the points of each series as they are drawn. */
import { toValue } from "./axis.js";

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

/** Lists the panels of a figure that have a numeric x axis. */
export function readPanels(svg) {
  const groups = [...svg.querySelectorAll("g[data-x-type]")];
  const last = groups.at(-1);
  return groups.map((group) => {
    const x = readAxis(group, "x");
    const y = readAxis(group, "y");
    return {
      group,
      top: Number(/,([-\d.]+)/.exec(group.getAttribute("transform"))?.[1] ?? 0),
      x,
      // Panels of one clock are zoomed together.
      clock: JSON.stringify(x),
      y,
      xLabel: labelOf(group, "x") || (last ? labelOf(last, "x") : ""),
      yLabel: labelOf(group, "y"),
      names: readNames(group, x) ?? (last ? readNames(last, x) : null),
    };
  });
}

/**
 * Texts of ticks that are not the values at their places, such as versions, by their pixel; null if the axis has numbers
 * or times.
 */
function readNames(group, x) {
  if (x.type !== "linear") return null;
  const ticks = [
    ...group.querySelectorAll('[aria-label="x-axis tick label"] > text'),
  ].map((text) => ({ at: placeOf(text)[0], name: text.textContent }));
  const isValue = ({ at, name }) => {
    const factor = { k: 1e3, M: 1e6, G: 1e9 }[name.at(-1)] ?? 1;
    const digits = name.replace(/[kMG]$/, "").replaceAll(",", "");
    const value = Number(digits.replace("−", "-")) * factor;
    return Math.abs(value - toValue(x, at)) <= 2 * x.grain;
  };
  return ticks.every((tick) => tick.name === "" || isValue(tick))
    ? null
    : ticks;
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
export function readSeries({ group }) {
  const bySeries = new Map();
  for (const mark of group.querySelectorAll("g[data-series]")) {
    const kind = mark.getAttribute("aria-label");
    if (mark.style.display === "none" || !Object.hasOwn(pointsOf, kind)) {
      continue;
    }
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
