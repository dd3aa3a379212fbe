/** Renders an answer as Markdown: the verdict, its key figures as a narrow table, its limits as one line. */
import { renderMarkdownTable } from "../table/render_table.ts";
import type { TableData } from "../table/table_data.ts";
import { escapeMarkdown } from "../text/escape.ts";
import { type AnswerData, type Tile, tileFigure } from "./answer_data.ts";

/** Renders the key figures as a table of up to four columns; empty without tiles. */
export function renderMarkdownTiles(tiles: readonly Tile[]): string {
  if (tiles.length === 0) return "";
  return renderMarkdownTable(toTileTable(tiles), { title: "" });
}

/** Returns the key figures as a table; a column that is empty in every tile is left out. */
export function toTileTable(tiles: readonly Tile[]): TableData {
  const columns = [
    { label: "Key figure", text: ({ label }: Tile) => label, bold: false },
    { label: "Value", text: tileFigure, bold: true },
    { label: "Range", text: ({ interval }: Tile) => interval, bold: false },
    { label: "From", text: ({ n }: Tile) => n, bold: false },
  ].filter(({ text }) => tiles.some((tile) => text(tile) !== ""));
  return {
    caption: "",
    headline: "",
    columns: columns.map(({ label }) => ({
      label,
      align: "left",
      detail: false,
    })),
    rows: tiles.map((tile) =>
      columns.map(({ text, bold }) => ({
        text: text(tile),
        sort: null,
        struck: false,
        bold,
        note: "",
        see: "",
      }))
    ),
  };
}

/** Renders the limits as one line; empty without any. A limit with an empty target is no link. */
export function renderMarkdownLimits(
  limits: readonly { readonly label: string; readonly target: string }[],
): string {
  if (limits.length === 0) return "";
  const labels = limits.map(({ label, target }) => {
    const text = escapeMarkdown(label);
    return target === "" ? text : `[${text}](${target})`;
  });
  return `**Limits:** ${labels.join(" · ")}`;
}

/** Renders a complete answer, for a notebook opened in an editor, where a limit cannot link. */
export function renderMarkdownAnswer(
  { verdict, tiles, limits }: AnswerData,
): string {
  return [
    verdict.trim(),
    renderMarkdownTiles(tiles),
    renderMarkdownLimits(
      limits.map(({ label }) => ({ label, target: "" })),
    ),
  ].filter((part) => part !== "").join("\n\n");
}
