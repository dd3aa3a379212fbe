/**
 * Sanitises a figure for a page, and makes its text independent of earlier figures.
 *
 * The figure is parsed and rewritten from an allow-list, so that no script, handler, foreign content or reference out
 * of the file can pass. IDs get a prefix: Plot numbers them through a notebook, and figures of one page would share
 * them.
 */
import { DOMParser } from "linkedom";
import { escapeHtml } from "./escape.ts";

const elements = new Set(
  ("svg g defs symbol use title desc style path line polyline polygon rect circle ellipse text tspan textPath image " +
    "clipPath mask pattern marker linearGradient radialGradient stop filter feGaussianBlur feOffset feMerge " +
    "feMergeNode feColorMatrix feFlood feComposite").split(" "),
);
// HTML parsers read the content of these as HTML.
const textOnly = new Set(["title", "desc"]);
const ELEMENT = 1, TEXT = 3, CDATA = 4;

/** Figures cleaned last, by prefix and text: a report has each twice, on its page and as a file. */
const cleaned = new Map<string, string>();
/** More than a report has. */
const MAX_CLEANED = 100;

/** Returns `svg` with drawing elements only, its IDs prefixed. Throws `SyntaxError` if its root is not an `<svg>`. */
export function cleanSvg(svg: string, prefix: string): string {
  const key = `${prefix}\n${svg}`;
  const known = cleaned.get(key);
  if (known !== undefined) return known;
  const clean = parseAndWrite(svg, prefix);
  if (cleaned.size >= MAX_CLEANED) cleaned.clear();
  cleaned.set(key, clean);
  return clean;
}

function parseAndWrite(svg: string, prefix: string): string {
  const start = Math.max(0, svg.search(/<svg[\s/>]/));
  const parsed = new DOMParser().parseFromString(
    svg.slice(start),
    "image/svg+xml",
  );
  const root = parsed.documentElement as unknown as Element | null;
  if (root?.nodeName !== "svg") {
    throw new SyntaxError(
      `Cannot show figure as its root is not <svg>: ${svg.slice(0, 40)}`,
    );
  }
  const ids = new Map<string, string>();
  for (const element of [root, ...root.querySelectorAll("[id]")]) {
    const id = element.getAttribute("id");
    if (id && !ids.has(id)) ids.set(id, `${prefix}-${ids.size + 1}`);
  }
  return write(root, ids);
}

type Ids = ReadonlyMap<string, string>;

function write(node: Node, ids: Ids): string {
  if (node.nodeType === TEXT || node.nodeType === CDATA) {
    return escapeHtml(node.textContent ?? "");
  }
  // A link is replaced by its content.
  if (node.nodeName === "a") return writeAll(node.childNodes, ids);
  if (node.nodeType !== ELEMENT || !elements.has(node.nodeName)) return "";
  const element = node as Element;
  const name = element.nodeName;
  const attributes = [...element.attributes]
    .map(({ name, value }) => attribute(name, value, ids)).join("");
  const namespace = name === "svg" && !element.hasAttribute("xmlns")
    ? ' xmlns="http://www.w3.org/2000/svg"'
    : "";
  const content = name === "style"
    ? escapeHtml(cleanStyle(element.textContent ?? "", ids))
    : textOnly.has(name)
    ? escapeHtml(element.textContent ?? "")
    : writeAll(element.childNodes, ids);
  const open = `<${name}${namespace}${attributes}`;
  return content === "" ? `${open}/>` : `${open}>${content}</${name}>`;
}

function writeAll(nodes: Iterable<Node>, ids: Ids): string {
  return [...nodes].map((node) => write(node, ids)).join("");
}

function attribute(name: string, value: string, ids: Ids): string {
  const lower = name.toLowerCase();
  if (!/^[a-z_][\w:.-]*$/i.test(name) || lower.startsWith("on")) return "";
  if (lower === "xmlns" || lower.startsWith("xmlns:")) {
    return /^http:\/\/www\.w3\.org\/(2000\/svg|1999\/xlink)$/.test(value)
      ? ` ${name}="${value}"`
      : "";
  }
  if (lower === "href" || lower === "xlink:href") {
    if (value.startsWith("#")) {
      return ` ${name}="#${escapeHtml(renamed(value.slice(1), ids))}"`;
    }
    return /^data:image\/(png|jpeg);base64,[A-Za-z0-9+/=\s]+$/.test(value)
      ? ` ${name}="${value}"`
      : "";
  }
  if (lower === "src" || lower === "base" || lower === "xml:base") return "";
  if (lower === "id") return ` id="${escapeHtml(renamed(value, ids))}"`;
  if (lower === "aria-labelledby" || lower === "aria-describedby") {
    const list = value.trim().split(/\s+/).map((id) => renamed(id, ids));
    return ` ${name}="${escapeHtml(list.join(" "))}"`;
  }
  return ` ${name}="${escapeHtml(cleanStyle(value, ids))}"`;
}

function renamed(id: string, ids: Ids): string {
  return ids.get(id) ?? id;
}

/** Removes scripts and external references from CSS, or from an attribute that may contain `url()`. */
function cleanStyle(css: string, ids: Ids): string {
  // What is looked for below has one of these.
  if (!/[\\@:({]/.test(css)) return css;
  // A backslash could encode any of the words below; a figure needs none.
  return css.replaceAll("\\", "").replace(/@import[^;]*;?/gi, "")
    .replace(/(?:javascript|vbscript)\s*:/gi, "")
    .replace(/(?:-moz-binding|behavior|expression)\s*[:(]/gi, "none")
    .replace(/(?:image-set|image|src)\s*\(/gi, "none(")
    .replace(
      /url\(\s*(["']?)([^)]*?)\1\s*\)/gi,
      (_, __, target: string) =>
        target.startsWith("#")
          ? `url(#${renamed(target.slice(1), ids)})`
          : "none",
    )
    .replace(
      /#([A-Za-z_][\w-]*)(?=[^{}]*\{)/g,
      (selector, id: string) => ids.has(id) ? `#${ids.get(id)}` : selector,
    );
}
