/** Renders a table's plain data as HTML. */
import { textWidth } from "../../figures/drawing/text.ts";
import { anchorLink } from "../text/anchor.ts";
import { escapeHtml } from "../text/escape.ts";
import type { Align, TableCell, TableData } from "./table_data.ts";

/** Characters up to which a cell does not wrap. */
const MAX_UNWRAPPED_WIDTH = 28;
/** Rows above which the body scrolls under its head. */
const MAX_OPEN_ROWS = 40;
/** Size of the text and padding of a cell, in pixels, as the style sheet has them. */
const FONT_SIZE = 14;
const CELL_PADDING = 21;
/** Widths of a box below which a table folds its details, in pixels: each is a rule of the style sheet. */
const foldWidths = [480, 640, 800, 960, 1120];

/** Options of `renderHtmlTable`. */
export interface HtmlTableOptions {
  /** Caption to print in place of the table's own. */
  readonly title?: string;
  /** Anchor of the table; default none. */
  readonly id?: string;
  /** True to let the report's script sort the table. Default true. */
  readonly sortable?: boolean;
  /** Returns the link to the heading of a text; empty if there is none. Default none. */
  readonly linkTo?: (heading: string) => string;
}

/**
 * Renders a table in a box that scrolls sideways if it is wider than the page, with a visible hint. Below the width
 * that all columns need, columns of detail are folded away behind a switch, which needs no script.
 */
export function renderHtmlTable(
  data: TableData,
  { title = data.caption, id = "", sortable = true, linkTo = () => "" }:
    HtmlTableOptions = {},
): string {
  const { headline, columns, rows } = data;
  const anchor = id === "" ? "" : ` id="${escapeHtml(id)}"`;
  const text = captionText(title, headline) +
    (id === "" ? "" : anchorLink(id, "this table"));
  if (columns.length === 0) {
    return `<p class="caption"${anchor}>${text}</p>`;
  }
  const head = columns.map(({ label, align, detail }) =>
    // Non-breaking hyphens keep a label of one word, such as a date, on one line.
    `<th scope="col"${classes(align, detail && "detail")}>${
      escapeHtml(/\s/.test(label) ? label : label.replaceAll("-", "\u2011"))
    }</th>`
  ).join("");
  const body = rows.map((row) =>
    `<tr>${
      row.map((cell, index) =>
        htmlCell(cell, {
          align: columns[index]?.align ?? "left",
          detail: columns[index]?.detail ?? false,
          linkTo,
        })
      ).join("")
    }</tr>`
  );
  const folds = columns.some(({ detail }) => detail);
  const box = classes(
    "table-box",
    folds && `fold-${foldWidth(data)}`,
  );
  const tall = rows.length > MAX_OPEN_ROWS;
  // The box can be scrolled with the keyboard, so it needs a name.
  const name = escapeHtml(title === "" ? "Table" : title);
  return [
    `<div${box}${anchor}>`,
    text === "" ? "" : `<p class="caption">${text}</p>`,
    folds
      ? `<label class="unfold"><input type="checkbox"> All ${columns.length} columns</label>`
      : "",
    `<div${
      classes("table", tall && "tall")
    } role="region" tabindex="0" aria-label="${name}">`,
    // The bar that scrolls the rows takes room from the table.
    tall ? '<div class="fit">' : "",
    `<table aria-label="${name}"${
      sortable && hasOrder(rows) ? " data-sortable" : ""
    }>`,
    `<thead><tr>${head}</tr></thead>`,
    "<tbody>",
    ...body,
    "</tbody>",
    "</table>",
    tall ? "</div>" : "",
    "</div>",
    tall
      ? `<p class="more-rows">${rows.length} rows: scroll down in the table for the rest \u2193</p>`
      : "",
    "</div>",
  ].filter((line) => line !== "").join("\n");
}

/** Returns the width below which details are folded: the next one above the width that all columns need. */
function foldWidth({ columns, rows }: TableData): number {
  const needed = columns.reduce((sum, { label, align }, index) => {
    const words = label.split(/\s+/).map((word) => textWidth(word, FONT_SIZE));
    const widest = rows.reduce((width, row) => {
      const { text = "", note = "" } = row[index] ?? {};
      // A note of a number stands below it.
      const lines = align === "left" ? [`${text} ${note}`] : [text, note];
      return Math.max(
        width,
        ...lines.map((line) =>
          textWidth(line.slice(0, MAX_UNWRAPPED_WIDTH), FONT_SIZE)
        ),
      );
    }, Math.max(...words));
    return sum + widest + CELL_PADDING;
  }, 0);
  return foldWidths.find((width) => width >= needed) ?? foldWidths.at(-1) ?? 0;
}

/** Returns true if there are several rows and a value to sort by. */
function hasOrder(rows: TableData["rows"]): boolean {
  return rows.length > 1 &&
    rows.some((row) => row.some(({ sort }) => sort !== null));
}

function captionText(title: string, headline: string): string {
  return [
    title === "" ? "" : `<b>${escapeHtml(title)}</b>`,
    escapeHtml(headline),
  ].filter((part) => part !== "").join(" ");
}

function htmlCell(
  { text, sort, struck, bold, note, see }: TableCell,
  { align, detail, linkTo }: {
    readonly align: Align;
    readonly detail: boolean;
    readonly linkTo: (heading: string) => string;
  },
): string {
  let shown = escapeHtml(text);
  if (bold) shown = `<b>${shown}</b>`;
  if (struck) shown = `<s>${shown}</s>`;
  if (note !== "") shown += ` <small>${escapeHtml(note)}</small>`;
  const target = see === "" ? "" : linkTo(see);
  if (target !== "") {
    shown = `<a href="${escapeHtml(target)}" title="${
      escapeHtml(`Why: ${see}`)
    }">${shown}</a>`;
  }
  // The script sorts by the text unless there is another value.
  const by = sort === null || String(sort) === text
    ? ""
    : ` data-sort="${escapeHtml(String(sort))}"`;
  const empty = sort === null ? " data-none" : "";
  const long = [...text, ...note].length > MAX_UNWRAPPED_WIDTH;
  return `<td${
    classes(align, long && "long", detail && "detail")
  }${by}${empty}>${shown}</td>`;
}

/** Returns an attribute of the names that are set; cells are aligned left without one. */
function classes(...names: readonly (string | false)[]): string {
  const set = names.filter((name) => name !== false && name !== "left");
  return set.length === 0 ? "" : ` class="${set.join(" ")}"`;
}
