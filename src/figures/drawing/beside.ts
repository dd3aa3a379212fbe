import { WIDTH } from "./figure.ts";
import { copyPanel } from "./panel.ts";

/**
 * Puts panels beside each other, from left to right, and returns them as one panel. Their widths should add up to the
 * width of a figure.
 */
export function putBeside(
  panels: readonly (SVGSVGElement | HTMLElement)[],
  document: Document,
): SVGSVGElement {
  const svg = "http://www.w3.org/2000/svg";
  const joined = document.createElementNS(svg, "svg");
  let x = 0;
  let height = 0;
  for (const panel of panels) {
    const group = document.createElementNS(svg, "g");
    group.setAttribute("transform", `translate(${x},0)`);
    copyPanel(panel, group);
    joined.append(group);
    x += Number(panel.getAttribute("width"));
    height = Math.max(height, Number(panel.getAttribute("height")));
  }
  joined.setAttribute("width", String(WIDTH));
  joined.setAttribute("height", String(height));
  return joined;
}
