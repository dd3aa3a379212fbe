// @ts-check
/** Colours by meaning, the same as in the figures of the reports, which the page brings along. */

/**
 * @typedef {object} Style
 * @property {string} colour
 * @property {string} dash SVG dash array; empty for a solid line
 * @property {"tint" | "hatch" | "solid"} fill
 */

/** @type {{meanings: Record<string, Style>, series: Style[]}} */
const styles = JSON.parse(
  document.getElementById("styles")?.textContent ?? "",
);

/** @type {Style} */
const plain = { colour: "var(--ink)", dash: "", fill: "solid" };

/** @param {string} name @returns {Style} */
export function meaningStyle(name) {
  return styles.meanings[name] ?? plain;
}

/** Style of a series by its position. @param {number} index @returns {Style} */
export function seriesStyle(index) {
  return styles.series[index % styles.series.length] ?? plain;
}

/** Style of an area among others: they differ without colour too. @param {number} index @returns {Style} */
export function areaStyle(index) {
  /** @type {readonly Style["fill"][]} */
  const fills = ["solid", "hatch", "tint"];
  return { ...seriesStyle(index), fill: fills[index % fills.length] ?? "tint" };
}
