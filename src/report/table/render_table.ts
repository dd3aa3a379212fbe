/** A table's plain data as Markdown, HTML and text. */
import { escapeHtml, escapeMarkdown, plainText } from "../text/escape.ts";
import type { Align, TableCell, TableData } from "./table_data.ts";

// Wider cells run over instead of widening every other row of the source.
const widestPadding = 60;
// Characters that a cell of an HTML table keeps on one line.
const longestLine = 36;

/**
 * A GitHub-flavoured table whose source is aligned too, under its caption and headline.
 *
 * Bold is only what a cell's flag says; marks in the text are escaped. A struck cell is `~~x~~`, its note follows in brackets.
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
  const widths = columns.map((_, at) =>
    Math.min(widestPadding, Math.max(3, widest([labels, ...cells], at)))
  );
  const line = (row: readonly string[]) =>
    `| ${
      row.map((text, at) =>
        pad(text, widths[at] ?? 3, columns[at]?.align ?? "left")
      ).join(" | ")
    } |`;
  const rules = columns.map(({ align }, at) => rule(align, widths[at] ?? 3));
  lines.push(line(labels), `| ${rules.join(" | ")} |`);
  return lines.concat(cells.map(line)).join("\n");
}

/** Characters in the longest text of column `at`; rows may be millions, too many to spread as arguments. */
function widest(rows: readonly (readonly string[])[], at: number): number {
  return rows.reduce(
    (most, row) => Math.max(most, [...(row[at] ?? "")].length),
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

/** A table in columns of spaces, for a terminal. */
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
  const widths = columns.map((_, at) => widest([labels, ...cells], at));
  const body = [labels, ...cells].map((row) =>
    row.map((text, at) =>
      pad(text, widths[at] ?? 0, columns[at]?.align ?? "left")
    ).join("  ").trimEnd()
  );
  return [caption, headline].filter((text) => text !== "").map(line)
    .concat(body).join("\n");
}

export interface HtmlTableOptions {
  /** Caption to print in place of the table's own. */
  readonly title?: string;
  /** Anchor of the table; default none. */
  readonly id?: string;
  /** Whether the report's script may offer to sort it. Default true. */
  readonly sortable?: boolean;
}

/** A table in a box of its own that scrolls sideways when it is wider than the page. */
export function renderHtmlTable(
  { caption, headline, columns, rows }: TableData,
  { title = caption, id = "", sortable = true }: HtmlTableOptions = {},
): string {
  const anchor = id === "" ? "" : ` id="${escapeHtml(id)}"`;
  // The box can be scrolled with the keyboard, so it needs a name.
  const name = escapeHtml(title === "" ? "Table" : title);
  const head = columns.map(({ label, align }) =>
    // A label of one word, such as a date, does not break at its hyphens.
    `<th scope="col"${alignment(align)}>${
      escapeHtml(/\s/.test(label) ? label : label.replaceAll("-", "\u2011"))
    }</th>`
  ).join("");
  const body = rows.map((row) =>
    `<tr>${
      row.map((cell, at) => htmlCell(cell, columns[at]?.align ?? "left"))
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

/** Whether there is anything to sort by: some cells say that they have no place in an order. */
function hasOrder(rows: TableData["rows"]): boolean {
  return rows.length > 1 &&
    rows.some((row) => row.some(({ sort }) => sort !== null));
}

function htmlCaption(title: string, headline: string): string {
  if (title === "" && headline === "") return "";
  const parts = [
    title === "" ? "" : `<b>${escapeHtml(title)}</b>`,
    escapeHtml(headline),
  ].filter((part) => part !== "");
  return `<caption><span>${parts.join(" ")}</span></caption>`;
}

function htmlCell(
  { text, sort, struck, bold, note }: TableCell,
  align: Align,
): string {
  let shown = escapeHtml(text);
  if (bold) shown = `<b>${shown}</b>`;
  if (struck) shown = `<s>${shown}</s>`;
  if (note !== "") shown += ` <small>${escapeHtml(note)}</small>`;
  // A sort value equal to the text need not be said twice.
  const by = sort === null || String(sort) === text
    ? ""
    : ` data-sort="${escapeHtml(String(sort))}"`;
  const empty = sort === null ? " data-none" : "";
  const long = [...text, ...note].length > longestLine;
  return `<td${alignment(align, long)}${by}${empty}>${shown}</td>`;
}

function alignment(align: Align, long = false): string {
  const classes = [align === "left" ? "" : align, long ? "long" : ""]
    .filter((name) => name !== "").join(" ");
  return classes === "" ? "" : ` class="${classes}"`;
}
