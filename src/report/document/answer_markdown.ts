/** Renders an answer as Markdown: the verdict, its key figures as a narrow table, its limits as one line. */
import { renderMarkdownTable } from "../table/render_table.ts";
import type { TableData } from "../table/table_data.ts";
import { escapeMarkdown } from "../text/escape.ts";
import {
  type AnswerData,
  type Limit,
  meaningSymbols,
  type Tile,
  tileFigure,
} from "./answer_data.ts";

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
    columns: columns.map(({ label }) => ({ label, align: "left" })),
    rows: tiles.map((tile) =>
      columns.map(({ text, bold }) => ({
        text: text(tile),
        sort: null,
        struck: false,
        bold,
        note: "",
      }))
    ),
  };
}

/**
 * Renders the limits as one line; empty without limits. `linkTo` returns the target of a heading, empty for plain text.
 */
export function renderMarkdownLimits(
  limits: readonly Limit[],
  linkTo: (heading: string) => string,
): string {
  if (limits.length === 0) return "";
  const labels = limits.map(({ label, heading, meaning }) => {
    const symbol = meaningSymbols[meaning];
    const text = escapeMarkdown(`${symbol} ${label}`);
    const target = linkTo(heading);
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
    renderMarkdownLimits(limits, () => ""),
  ].filter((part) => part !== "").join("\n\n");
}
