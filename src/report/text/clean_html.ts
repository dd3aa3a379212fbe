/**
 * HTML that a cell displayed, reduced to tables and simple text.
 *
 * A cell's HTML holds text of records that nobody has to have escaped, so it is not trusted. It is worth more than its
 * source, though: Arquero and Danfo show their tables as HTML only. It is parsed and written anew from a short allow-list
 * of elements, without any attribute but the spans of table cells; what is left out keeps its text.
 */
import { parseHTML } from "linkedom";
import { escapeHtml } from "./escape.ts";

const kept = new Set(
  ("table caption thead tbody tfoot tr th td p ul ol li dl dt dd b strong i em s del sub sup small code pre br hr " +
    "blockquote div figure figcaption").split(" "),
);
const dropped = new Set(
  ("script style template noscript iframe object embed svg math head title select textarea button form input link " +
    "meta base").split(" "),
);
const empty = new Set(["br", "hr"]);
const ELEMENT = 1, TEXT = 3;

/** `html` as tables and simple text, closed and escaped; empty when nothing is left. */
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
  if (dropped.has(name)) return "";
  const content = [...element.childNodes].map(write).join("");
  if (!kept.has(name)) return content;
  if (empty.has(name)) return `<${name}>`;
  const spans = ["colspan", "rowspan"].map((span) => {
    const value = element.getAttribute(span) ?? "";
    return /^[1-9]\d{0,2}$/.test(value) ? ` ${span}="${value}"` : "";
  }).join("");
  return `<${name}${spans}>${content}</${name}>`;
}
