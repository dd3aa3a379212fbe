/** Renders what is too wide or too long for a page on GitHub under a line that opens it. */
import { renderMarkdownTable } from "../table/render_table.ts";
import type { TableData } from "../table/table_data.ts";
import { escapeMarkdown } from "../text/escape.ts";
import { openFold } from "../text/fold.ts";

// Characters of a table that GitHub shows without scrolling, and up to which it wraps the text of one cell.
const MAX_WIDTH = 100, MAX_CELL = 40, MAX_LABEL = 20;
// Rows that can be read without losing the place.
const MAX_ROWS = 40;

/**
 * Renders a table so that it can be read on GitHub: a wide one as the columns that fit, those of detail last, with the
 * others folded below, beside the columns that tell its rows apart; a long one folded as a whole. Cells flagged link
 * to the heading that says why.
 */
export function renderReadableTable(
  data: TableData,
  title: string,
  linkTo: (heading: string) => string = () => "",
): string {
  const { columns, rows, headline } = data;
  if (rows.length > MAX_ROWS) {
    const whole = renderMarkdownTable({ ...data, headline: "" }, {
      title: "",
      linkTo,
    });
    const lines = [`**${escapeMarkdown(title)}**`, escapeMarkdown(headline)];
    const size = `${rows.length} rows, ${columns.length} columns`;
    return [...lines.filter((line) => line !== ""), openFold(size, whole)]
      .join("\n\n");
  }
  const shown = fittingColumns(data);
  if (shown.length === columns.length) {
    return renderMarkdownTable(data, { title, linkTo });
  }
  const key = keyColumns(data, shown);
  const more = columns.length - shown.length;
  const others = columns.keys()
    .filter((index) => key.includes(index) || !shown.includes(index));
  return [
    renderMarkdownTable(selectColumns(data, shown), { title, linkTo }),
    openFold(
      `${more} more ${more === 1 ? "column" : "columns"}`,
      renderMarkdownTable(
        selectColumns({ ...data, headline: "" }, [...others]),
        { title: "", linkTo },
      ),
    ),
  ].join("\n\n");
}

function selectColumns(data: TableData, indices: readonly number[]): TableData {
  const select = <Value>(values: readonly Value[]) =>
    values.filter((_, index) => indices.includes(index));
  return {
    ...data,
    columns: select(data.columns),
    rows: data.rows.map(select),
  };
}

/** Returns the first of these columns that tell every row from the others; all of them if they do not. */
function keyColumns(
  { rows }: TableData,
  shown: readonly number[],
): readonly number[] {
  for (let count = 1; count < shown.length; count++) {
    const key = shown.slice(0, count);
    const texts = rows.map((row) =>
      JSON.stringify(key.map((index) => row[index]?.text))
    );
    if (new Set(texts).size === rows.length) return key;
  }
  return shown;
}

/** Returns the columns that fit beside each other, at least two: all, or those before the first that does not. */
function fittingColumns(data: TableData): number[] {
  const all = [...data.columns.keys()];
  const fitting = (indices: readonly number[]) => {
    let width = 1;
    return indices.findIndex((index) => {
      width += columnWidth(data, index);
      return width > MAX_WIDTH;
    });
  };
  if (fitting(all) === -1) return all;
  const main = all.filter((index) => !data.columns[index]?.detail);
  const end = fitting(main);
  return end === -1 ? main : main.slice(0, Math.max(2, end));
}

function columnWidth({ columns, rows }: TableData, index: number): number {
  const label = columns[index]?.label ?? "";
  const widest = rows.reduce(
    (most, row) => Math.max(most, cellWidth(row[index])),
    0,
  );
  return 3 +
    Math.max(Math.min(widest, MAX_CELL), Math.min(label.length, MAX_LABEL));
}

function cellWidth(
  cell: TableData["rows"][number][number] | undefined,
): number {
  if (!cell) return 0;
  const note = cell.note === "" ? 0 : cell.note.length + 3;
  return cell.text.length + note;
}
