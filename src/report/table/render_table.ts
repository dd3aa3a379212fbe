/** Renders a table's plain data as Markdown, HTML and text. */
import { escapeHtml, escapeMarkdown, plainText } from "../text/escape.ts";
import type { Align, TableCell, TableData } from "./table_data.ts";

// Characters up to which cells of the Markdown source are padded; wider cells do not widen the other rows.
const MAX_PADDED_WIDTH = 60;
// Characters up to which a cell of an HTML table does not wrap.
const MAX_UNWRAPPED_WIDTH = 36;

/**
 * Renders a GitHub table with aligned source, under its caption and headline.
 *
 * Escapes marks in the text. A bold cell is `**x**`, a struck one `~~x~~`, with its note after it in brackets.
 */
export function renderMarkdownTable(
  { caption, headline, columns, rows }: TableData,
  { title = caption }: { readonly title?: string } = {},
): string {
  const lines = title === "" ? [] : [`**${escapeMarkdown(title)}**`, ""];
  if (headline !== "") lines.push(escapeMarkdown(headline), "");
  if (columns.length === 0) return lines.join("\n").trimEnd();
  const labels = columns.map(({ label }) => escapeMarkdown(label));
  const cells = rows.map((row) => row.map(markdownCell));
  const widths = columns.map((_, index) =>
    Math.min(MAX_PADDED_WIDTH, Math.max(3, maxWidth([labels, ...cells], index)))
  );
  const line = (row: readonly string[]) =>
    `| ${
      row.map((text, index) =>
        pad(text, widths[index] ?? 3, columns[index]?.align ?? "left")
      ).join(" | ")
    } |`;
  const rules = columns.map(({ align }, index) =>
    rule(align, widths[index] ?? 3)
  );
  lines.push(line(labels), `| ${rules.join(" | ")} |`);
  return lines.concat(cells.map(line)).join("\n");
}

/** Returns the characters of the longest text in column `index`; millions of rows are too many to spread as arguments. */
function maxWidth(rows: readonly (readonly string[])[], index: number): number {
  return rows.reduce(
    (width, row) => Math.max(width, [...(row[index] ?? "")].length),
    0,
  );
}

function markdownCell({ text, struck, bold, note }: TableCell): string {
  let shown = escapeMarkdown(text);
  if (shown !== "" && bold) shown = `**${shown}**`;
  if (shown !== "" && struck) shown = `~~${shown}~~`;
  return note === "" ? shown : `${shown} (${escapeMarkdown(note)})`.trim();
}

function pad(text: string, width: number, align: Align): string {
  const room = Math.max(0, width - [...text].length);
  const before = align === "right" ? room : align === "center" ? room >> 1 : 0;
  return " ".repeat(before) + text + " ".repeat(room - before);
}

function rule(align: Align, width: number): string {
  if (align === "right") return `${"-".repeat(width - 1)}:`;
  return align === "center" ? `:${"-".repeat(width - 2)}:` : "-".repeat(width);
}

/** Renders a table for a terminal, its columns aligned with spaces. */
export function renderTextTable(
  { caption, headline, columns, rows }: TableData,
): string {
  const line = (text: string) => plainText(text).replace(/\s+/g, " ").trim();
  const labels = columns.map(({ label }) => line(label));
  const cells = rows.map((row) =>
    row.map(({ text, struck, note }) =>
      [struck ? `(${line(text)})` : line(text), line(note)].join(" ").trim()
    )
  );
  const widths = columns.map((_, index) => maxWidth([labels, ...cells], index));
  const body = [labels, ...cells].map((row) =>
    row.map((text, index) =>
      pad(text, widths[index] ?? 0, columns[index]?.align ?? "left")
    ).join("  ").trimEnd()
  );
  return [caption, headline].filter((text) => text !== "").map(line)
    .concat(columns.length === 0 ? [] : body).join("\n");
}

/** Options of `renderHtmlTable`. */
export interface HtmlTableOptions {
  /** Caption to print in place of the table's own. */
  readonly title?: string;
  /** Anchor of the table; default none. */
  readonly id?: string;
  /** True to let the report's script sort the table. Default true. */
  readonly sortable?: boolean;
}

/** Renders a table in a box that scrolls sideways if it is wider than the page. */
export function renderHtmlTable(
  { caption, headline, columns, rows }: TableData,
  { title = caption, id = "", sortable = true }: HtmlTableOptions = {},
): string {
  const anchor = id === "" ? "" : ` id="${escapeHtml(id)}"`;
  // The box can be scrolled with the keyboard, so it needs a name.
  const name = escapeHtml(title === "" ? "Table" : title);
  if (columns.length === 0) {
    return `<p class="caption"${anchor}>${captionText(title, headline)}</p>`;
  }
  const head = columns.map(({ label, align }) =>
    // Non-breaking hyphens keep a label of one word, such as a date, on one line.
    `<th scope="col"${alignment(align)}>${
      escapeHtml(/\s/.test(label) ? label : label.replaceAll("-", "\u2011"))
    }</th>`
  ).join("");
  const body = rows.map((row) =>
    `<tr>${
      row.map((cell, index) => htmlCell(cell, columns[index]?.align ?? "left"))
        .join("")
    }</tr>`
  );
  return [
    `<div class="table"${anchor} role="region" tabindex="0" aria-label="${name}">`,
    `<table${sortable && hasOrder(rows) ? " data-sortable" : ""}>`,
    htmlCaption(title, headline),
    `<thead><tr>${head}</tr></thead>`,
    "<tbody>",
    ...body,
    "</tbody>",
    "</table>",
    "</div>",
  ].filter((line) => line !== "").join("\n");
}

/** Returns true if there are several rows and a value to sort by. */
function hasOrder(rows: TableData["rows"]): boolean {
  return rows.length > 1 &&
    rows.some((row) => row.some(({ sort }) => sort !== null));
}

function htmlCaption(title: string, headline: string): string {
  const text = captionText(title, headline);
  return text === "" ? "" : `<caption><span>${text}</span></caption>`;
}

function captionText(title: string, headline: string): string {
  return [
    title === "" ? "" : `<b>${escapeHtml(title)}</b>`,
    escapeHtml(headline),
  ].filter((part) => part !== "").join(" ");
}

function htmlCell(
  { text, sort, struck, bold, note }: TableCell,
  align: Align,
): string {
  let shown = escapeHtml(text);
  if (bold) shown = `<b>${shown}</b>`;
  if (struck) shown = `<s>${shown}</s>`;
  if (note !== "") shown += ` <small>${escapeHtml(note)}</small>`;
  // The script sorts by the text unless there is another value.
  const by = sort === null || String(sort) === text
    ? ""
    : ` data-sort="${escapeHtml(String(sort))}"`;
  const empty = sort === null ? " data-none" : "";
  const long = [...text, ...note].length > MAX_UNWRAPPED_WIDTH;
  return `<td${alignment(align, long)}${by}${empty}>${shown}</td>`;
}

function alignment(align: Align, long = false): string {
  const classes = [align === "left" ? "" : align, long ? "long" : ""]
    .filter((name) => name !== "").join(" ");
  return classes === "" ? "" : ` class="${classes}"`;
}
