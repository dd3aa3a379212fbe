/** Renders a table's plain data as Markdown and text. */
import { escapeMarkdown, plainText } from "../text/escape.ts";
import type { Align, TableCell, TableData } from "./table_data.ts";

// Characters up to which cells of the Markdown source are padded; wider cells do not widen the other rows.
const MAX_PADDED_WIDTH = 60;

/**
 * Renders a GitHub table with aligned source, under its caption and headline.
 *
 * Escapes marks in the text. A bold cell is `**x**`, a struck one `~~x~~`, with its note after it in brackets.
 */
export function renderMarkdownTable(
  { caption, headline, columns, rows }: TableData,
  { title = caption, linkTo = () => "" }: {
    readonly title?: string;
    /** Returns the link to the heading of a text; empty if there is none. */
    readonly linkTo?: (heading: string) => string;
  } = {},
): string {
  const lines = title === "" ? [] : [`**${escapeMarkdown(title)}**`, ""];
  if (headline !== "") lines.push(escapeMarkdown(headline), "");
  if (columns.length === 0) return lines.join("\n").trimEnd();
  const labels = columns.map(({ label }) => escapeMarkdown(label));
  const cells = rows.map((row) =>
    row.map((cell) => markdownCell(cell, linkTo))
  );
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

function markdownCell(
  { text, struck, bold, note, see }: TableCell,
  linkTo: (heading: string) => string,
): string {
  let shown = escapeMarkdown(text);
  if (shown !== "" && bold) shown = `**${shown}**`;
  if (shown !== "" && struck) shown = `~~${shown}~~`;
  if (note !== "") shown = `${shown} (${escapeMarkdown(note)})`.trim();
  const target = see === "" || shown === "" ? "" : linkTo(see);
  return target === "" ? shown : `[${shown}](${target})`;
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
