// @ts-check
/** Colours by meaning, the same as in the figures of the reports; each is told apart without colour too. */

/**
 * @typedef {object} Style
 * @property {string} colour
 * @property {string} dash
 * @property {"tint" | "hatch" | "solid"} fill
 */

/** @type {Readonly<Record<string, Style>>} */
const meanings = {
  ok: { colour: "var(--c1)", dash: "", fill: "tint" },
  late: { colour: "var(--c5)", dash: "6 3", fill: "hatch" },
  failed: { colour: "var(--c2)", dash: "2 3", fill: "solid" },
  p50: { colour: "var(--c3)", dash: "", fill: "tint" },
  p95: { colour: "var(--c3)", dash: "6 3", fill: "tint" },
  p99: { colour: "var(--ink)", dash: "", fill: "tint" },
  max: { colour: "var(--soft)", dash: "2 3", fill: "tint" },
};

/** @param {string} name @returns {Style} */
export function meaningStyle(name) {
  return meanings[name] ?? seriesStyle(0);
}

const HUES = 6;
const dashes = ["", "6 3", "2 3", "8 3 2 3"];
/** @type {readonly Style["fill"][]} */
const fills = ["solid", "hatch", "tint"];

/**
 * Style of a series by its position; after the sixth the colours repeat with another dash.
 * @param {number} index
 * @returns {Style}
 */
export function seriesStyle(index) {
  const round = Math.floor(index / HUES);
  return {
    colour: `var(--c${index % HUES + 1})`,
    dash: dashes[round % dashes.length] ?? "",
    fill: fills[index % fills.length] ?? "solid",
  };
}
