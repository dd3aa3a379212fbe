/** Reads the panels of a figure: their axes, and the points of each series as they are drawn. */

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
      names: readNames(group, x),
    };
  });
}

/** Texts of ticks that are no numbers, such as versions, by their pixel; null if the axis has numbers or times. */
function readNames(group, { type }) {
  if (type !== "linear") return null;
  const texts = [
    ...group.querySelectorAll('[aria-label="x-axis tick label"] > text'),
  ];
  if (texts.every((text) => /^[−\d.,]*[kMG]?$/.test(text.textContent))) {
    return null;
  }
  return texts.map((text) => ({
    at: placeOf(text)[0],
    name: text.textContent,
  }));
}

/** Place of an element that a `translate()` puts there. */
function placeOf(element) {
  const transform = element.getAttribute("transform") ?? "";
  const [, x, y] = /^translate\(([-\d.e]+),([-\d.e]+)\)/.exec(transform) ?? [];
  return [Number(x), Number(y)];
}

/** Lists what the reader can see of each series in a panel, in pixels and in order of x. */
export function readSeries({ group }) {
  const bySeries = new Map();
  for (const mark of group.querySelectorAll("g[data-series]")) {
    const kind = mark.getAttribute("aria-label");
    if (mark.style.display === "none" || !/^(line|dot)$/.test(kind)) continue;
    const name = mark.getAttribute("data-series");
    const found = bySeries.get(name);
    // Dots on a line add nothing; of two lines the one in front counts.
    if (kind === "dot" && found?.kind === "line") continue;
    const points = kind === "line" ? linePoints(mark) : dotPoints(mark);
    if (points.length === 0) continue;
    const more = kind === "dot" && found ? found.points : [];
    // As it is painted: the figure's own names of colours mean nothing outside it.
    const { stroke, fill } = getComputedStyle(mark);
    const colour = stroke === "none" ? fill : stroke;
    bySeries.set(name, {
      name,
      kind,
      colour,
      points: [...more, ...points].sort((a, b) => a.x - b.x),
    });
  }
  return [...bySeries.values()];
}

function linePoints(mark) {
  return [...mark.querySelectorAll("path")].flatMap((path) =>
    [...(path.getAttribute("d") ?? "").matchAll(/([-\d.e]+),([-\d.e]+)/g)]
      .map(([, x, y]) => ({ x: Number(x), y: Number(y) }))
  );
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
