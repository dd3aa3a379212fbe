/** Draws a figure small: its marks without its words, which could not be read at that size. */
import { DOMParser } from "linkedom";
import { cleanSvg } from "../text/clean_svg.ts";

/** Returns the figure without words, cropped to its panels; empty if it has more than `maxBytes`, or is no figure. */
export function toThumbnail(
  svg: string,
  prefix: string,
  maxBytes: number,
): string {
  const parsed = new DOMParser().parseFromString(
    svg.slice(Math.max(0, svg.search(/<svg[\s/>]/))),
    "image/svg+xml",
  );
  const root = parsed.documentElement as unknown as Element | null;
  if (root?.nodeName !== "svg") return "";
  crop(root);
  for (
    const words of root.querySelectorAll("text, title, desc, [data-legend]")
  ) {
    words.remove();
  }
  for (const name of ["width", "height", "role", "aria-label"]) {
    root.removeAttribute(name);
  }
  // Values and names of series are for the figure itself, whose script reads them.
  for (const element of [root, ...root.querySelectorAll("*")]) {
    for (const { name } of [...element.attributes]) {
      if (name.startsWith("data-")) element.removeAttribute(name);
    }
  }
  const small = cleanSvg(root.outerHTML, prefix);
  return new TextEncoder().encode(small).length > maxBytes ? "" : small;
}

/** Crops a figure of `figures/` to its panels: groups below the lines of the title and the legend, above the caption. */
function crop(root: Element): void {
  const [x, y, width, height] = (root.getAttribute("viewBox") ?? "").split(
    /\s+/,
  )
    .map(Number);
  const children = [...root.children];
  const isPanel = (child: Element) =>
    child.nodeName === "g" && child.querySelector("[data-legend]") === null;
  const panel = children.find(isPanel);
  const caption = children.slice(children.findLastIndex(isPanel) + 1)
    .find(({ nodeName }) => nodeName === "text");
  const top = Number(
    /^translate\(0,\s*([\d.]+)\)$/.exec(panel?.getAttribute("transform") ?? "")
      ?.[1] ?? y,
  );
  const bottom = caption
    ? Number(caption.getAttribute("y")) -
      Number(caption.getAttribute("font-size"))
    : Number(y) + Number(height);
  const box = [x, top, width, bottom - top];
  if (box.every(Number.isFinite) && bottom > top) {
    root.setAttribute("viewBox", box.join(" "));
  }
}
