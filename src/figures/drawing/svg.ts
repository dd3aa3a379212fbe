const SVG = "http://www.w3.org/2000/svg";

/** Creates an element of SVG with these attributes. */
export function svgElement(
  document: Document,
  tag: string,
  attributes: Readonly<Record<string, string | number>> = {},
): SVGElement {
  const element = document.createElementNS(SVG, tag) as SVGElement;
  for (const [name, value] of Object.entries(attributes)) {
    element.setAttribute(name, String(value));
  }
  return element;
}
