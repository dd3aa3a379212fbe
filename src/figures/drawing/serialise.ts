/** Attributes with numbers, which are rounded to hundredths of a pixel. */
const coordinates = new Set(
  ("d transform points x y x1 x2 y1 y2 dx dy cx cy r rx ry width height " +
    "viewBox stroke-width markerWidth markerHeight").split(" "),
);

const NUMBER = /-?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?/gi;
const ELEMENT = 1;
const TEXT = 3;

/**
 * Serialises an SVG element as XML with the same bytes for the same drawing: attributes in order of name, coordinates
 * rounded, one element a line for readable diffs, and characters that XML does not allow replaced.
 */
export function serialise(node: Node): string {
  if (node.nodeType === TEXT) return escapeXml(node.textContent ?? "");
  if (node.nodeType !== ELEMENT) return "";
  const element = node as Element;
  const attributes = [...element.attributes]
    .sort((a, b) => a.name < b.name ? -1 : 1)
    .map(({ name, value }) =>
      ` ${name}="${escapeXml(coordinates.has(name) ? round(value) : value)}"`
    ).join("");
  const children = [...element.childNodes];
  const open = `<${element.localName}${attributes}`;
  if (children.length === 0) return `${open}/>`;
  const inline = children.some((child) => child.nodeType === TEXT);
  const between = inline ? "" : "\n";
  const content = children.map(serialise).filter((text) => text !== "")
    .join(between);
  return `${open}>${between}${content}${between}</${element.localName}>`;
}

function round(value: string): string {
  return value.replace(NUMBER, (number) => {
    const rounded = Math.round(Number(number) * 100) / 100;
    return String(rounded === 0 ? 0 : rounded);
  });
}

/** ASCII without `"`, `&`, `<`, `>`: nothing of it is replaced. */
const harmless = /^[\t\n\r !#-%'-;=?-~]*$/;

function escapeXml(text: string): string {
  if (harmless.test(text)) return text;
  return text
    // deno-lint-ignore no-control-regex -- XML 1.0 does not allow these at all.
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, "\ufffd")
    .toWellFormed()
    .replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
