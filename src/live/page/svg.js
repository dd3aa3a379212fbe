// @ts-check
/** Elements of SVG. */

const SVG = "http://www.w3.org/2000/svg";

/**
 * @param {string} name
 * @param {Record<string, string | number>} attributes
 * @param {string} [text]
 */
export function node(name, attributes, text) {
  const created = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) {
    created.setAttribute(
      key,
      typeof value === "number" ? String(Math.round(value * 10) / 10) : value,
    );
  }
  if (text !== undefined) created.textContent = text;
  return created;
}
