/**
 * Reduces HTML of a cell's output to tables and simple text.
 *
 * The HTML is not trusted, as it may contain unescaped text of records. It cannot be dropped, as Arquero and Danfo
 * display their tables as HTML only. It is parsed and rewritten from a short allow-list of elements, with no attributes
 * other than the spans of table cells; other elements are replaced by their text.
 */
import { parseHTML } from "linkedom";
import { escapeHtml } from "./escape.ts";

const allowedElements = new Set(
  ("table caption thead tbody tfoot tr th td p ul ol li dl dt dd b strong i em s del sub sup small code pre br hr " +
    "blockquote div figure figcaption").split(" "),
);
/** Elements that are removed together with their text. */
const removedElements = new Set(
  ("script style template noscript iframe object embed svg math head title select textarea button form input link " +
    "meta base").split(" "),
);
const voidElements = new Set(["br", "hr"]);
const ELEMENT = 1, TEXT = 3;

/** Returns `html` as tables and simple text, closed and escaped; empty if nothing is left. */
export function cleanHtml(html: string): string {
  const { document } = parseHTML(
    `<!doctype html><html><body>${html}</body></html>`,
  );
  return [...document.childNodes].map((node) => write(node as unknown as Node))
    .join("").trim();
}

function write(node: Node): string {
  if (node.nodeType === TEXT) return escapeHtml(node.textContent ?? "");
  if (node.nodeType !== ELEMENT) return "";
  const element = node as Element;
  const name = element.localName.toLowerCase();
  if (removedElements.has(name)) return "";
  const content = [...element.childNodes].map(write).join("");
  if (!allowedElements.has(name)) return content;
  if (voidElements.has(name)) return `<${name}>`;
  const spans = ["colspan", "rowspan"].map((span) => {
    const value = element.getAttribute(span) ?? "";
    return /^[1-9]\d{0,2}$/.test(value) ? ` ${span}="${value}"` : "";
  }).join("");
  return `<${name}${spans}>${content}</${name}>`;
}
