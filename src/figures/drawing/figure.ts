import { parseHTML } from "linkedom";
import { paletteStyle } from "./palette.ts";
import { copyPanel } from "./panel.ts";
import { serialise } from "./serialise.ts";
import { svgElement } from "./svg.ts";
import { BOLD, wrapText } from "./text.ts";

/** Finished chart: one SVG with title, n and caption, for use alone or inside a page. */
export interface Figure {
  readonly title: string;
  readonly caption: string;
  /** SVG 1.1 as text. */
  readonly svg: string;
  /** Number of values drawn. */
  readonly n: number;
  /** What is drawn, as a reader downloads it. */
  readonly data: FigureTable;
}

/** Values of a figure as a table, thinned as they are drawn. */
export interface FigureTable {
  readonly columns: readonly {
    readonly label: string;
    /** Empty for a text or a bare number. */
    readonly unit: string;
  }[];
  /** Each as long as `columns`; null where there is no value. */
  readonly rows: readonly (readonly (string | number | null)[])[];
}

/** Texts of every figure. */
export interface FigureText {
  readonly title: string;
  /** A sentence below the drawing. @default {""} */
  readonly caption?: string;
}

/** Parts of a figure, before they are laid out. */
export interface FigureParts {
  readonly title: string;
  readonly caption: string;
  readonly n: number;
  /** Plural noun for n: `n = 12 runs`. */
  readonly counted: string;
  /** Further parts of the line below the title, such as `R² = 0.97`. */
  readonly notes: readonly string[];
  /** @default {{ columns: [], rows: [] }} */
  readonly data?: FigureTable;
}

/** Width of every figure, in pixels of its view box. */
export const WIDTH = 760;
/** Size of all text in a drawing, in pixels; below 11 a figure cannot be read on a phone. */
export const FONT_SIZE = 13;

/** Pixels left and right of all text. */
export const EDGE = 12;
const TITLE_SIZE = 17;
const SVG = "http://www.w3.org/2000/svg";

/** Creates a document for Plot to draw in. */
export function figureDocument(): Document {
  const { document } = parseHTML("<!doctype html><html></html>");
  return document as unknown as Document;
}

/**
 * Stacks panels drawn by Plot between a title with n and a caption. The result is deterministic (independent of earlier
 * figures), leaks no style into a page, and follows the reader's light or dark theme.
 */
export function toFigure(
  panels: readonly (SVGSVGElement | HTMLElement)[],
  parts: FigureParts,
): Figure {
  const { title, caption, n, data = { columns: [], rows: [] } } = parts;
  const document = figureDocument();
  const name = `figure-${slug(title)}`;
  const root = svgElement(document, "svg");
  const add = (tag: string, attributes: Record<string, string | number>) => {
    const child = svgElement(document, tag, attributes);
    root.append(child);
    return child;
  };
  const counted = `n = ${n.toLocaleString("en-US")} ${parts.counted}`;
  const subtitle = [counted, ...parts.notes].join(" · ");
  add("title", {}).textContent = title;
  add("desc", {}).textContent = `${subtitle}. ${caption}`.trim();
  add("style", {}).textContent = paletteStyle(name);

  let y = 4;
  const write = (text: string, size: number, style: Record<string, string>) => {
    const room = (WIDTH - 2 * EDGE) / (style["font-weight"] ? BOLD : 1);
    for (const line of wrapText(text, room, size)) {
      y += Math.round(size * 1.3);
      const attributes = { "font-size": size, ...style, x: EDGE, y: y - 4 };
      add("text", attributes).textContent = line;
    }
  };
  write(title, TITLE_SIZE, { "font-weight": "600" });
  write(subtitle, FONT_SIZE, { fill: "var(--muted)" });
  y += 6;
  for (const panel of panels) {
    const group = add("g", { transform: `translate(0,${y})` });
    copyPanel(panel, group);
    y += Number(panel.getAttribute("height"));
  }
  write(caption, FONT_SIZE, { fill: "var(--muted)" });
  y += 8;

  for (
    const [key, value] of Object.entries({
      xmlns: SVG,
      class: name,
      role: "img",
      viewBox: `0 0 ${WIDTH} ${y}`,
      width: WIDTH,
      height: y,
      fill: "currentColor",
      "font-family": "system-ui, -apple-system, 'Segoe UI', sans-serif",
      "font-size": FONT_SIZE,
    })
  ) root.setAttribute(key, String(value));
  renameIds(root, name);
  const svg = `${serialise(root)}\n`;
  return withDisplay({ title, caption, svg, n, data: roundTable(data) });
}

/** Digits of a fraction in a figure's table: more than a pixel shows, and the same on every machine. */
const TABLE_DIGITS = 6;

function roundTable({ columns, rows }: FigureTable): FigureTable {
  const round = (value: string | number | null) =>
    typeof value !== "number" || Number.isSafeInteger(value)
      ? value
      : Number.isFinite(value)
      ? Number(value.toPrecision(TABLE_DIGITS))
      : null;
  return { columns, rows: rows.map((row) => row.map(round)) };
}

/** Renames ids by figure and order, as Plot numbers them through the whole process. */
function renameIds(root: Element, name: string): void {
  const ids = new Map<string, string>();
  for (const element of root.querySelectorAll("[id]")) {
    const id = element.getAttribute("id") ?? "";
    const kind = id.split("-").at(-2) ?? "part";
    ids.set(id, `${name}-${ids.size + 1}-${kind}`);
    element.setAttribute("id", ids.get(id) ?? id);
  }
  if (ids.size === 0) return;
  for (const element of root.querySelectorAll("*")) {
    for (const { name: key, value } of [...element.attributes]) {
      const target = /^url\(#(.+)\)$/.exec(value)?.[1];
      const renamed = target === undefined ? undefined : ids.get(target);
      if (renamed !== undefined) element.setAttribute(key, `url(#${renamed})`);
    }
  }
}

/** Joins the first words of a title by hyphens, for ids and classes. */
function slug(title: string): string {
  const words = title.toLowerCase().match(/[a-z0-9]+/g)?.slice(0, 8) ?? [];
  return words.join("-").slice(0, 60) || "untitled";
}

/** Adds the display method of the Deno kernel; not enumerable, so that figures compare as plain data. */
function withDisplay(figure: Figure): Figure {
  const { title, caption, svg, n, data } = figure;
  return Object.defineProperty(figure, Symbol.for("Jupyter.display"), {
    value: () => ({
      "image/svg+xml": svg,
      "application/vnd.loadline.figure+json": { title, caption, n, data },
      "text/plain": title,
    }),
  });
}
