/** Parses Markdown into sections and tables with their line numbers. */
import MarkdownIt, { type Token } from "markdown-it";
import { InputError, type SourceFile } from "./importer.ts";

/** Longest Markdown file read: its outline takes many times its size in memory. */
const MAX_DOCUMENT_CHARS = 2 ** 23;

/** Throws `InputError` if a file is too long to be a document. */
export function refuseLarge({ name, lines }: SourceFile): void {
  let length = 0;
  for (const line of lines()) {
    length += line.length + 1;
    if (length <= MAX_DOCUMENT_CHARS) continue;
    throw new InputError(
      name,
      "",
      `is a Markdown file of more than ${MAX_DOCUMENT_CHARS} characters`,
      "split it into smaller files",
    );
  }
}

export interface TableRow {
  /** Counted from 1. */
  readonly line: number;
  readonly cells: readonly string[];
  /** Cells of the source line; an uneven row has more or fewer than the header. */
  readonly written: readonly string[];
}

export interface Table {
  /** Heading above the table. */
  readonly title: string;
  readonly header: TableRow;
  readonly rows: readonly TableRow[];
  /** True if the table was transposed after it was read. */
  readonly turned: boolean;
  /** Line numbers of header and rows in the source. */
  readonly lines: readonly number[];
}

export interface Section {
  /** Empty for the text before the first heading. */
  readonly title: string;
  /** Markdown source below the heading, without tables and outer blank lines. */
  readonly body: string;
  readonly line: number;
}

export interface Outline {
  readonly sections: readonly Section[];
  readonly tables: readonly Table[];
  /** First line of a paragraph that looks like a table but has an invalid delimiter row; or null. */
  readonly brokenTable: number | null;
}

/** Parses the headings, their text, and the tables of a Markdown text. Tables inside lists and quotes stay text. */
export function toOutline(text: string): Outline {
  const tokens = new MarkdownIt().parse(text, {});
  const lines = text.split(/\r\n|\r|\n/);
  const tables: Table[] = [];
  const sections: { title: string; line: number; body: string[] }[] = [
    { title: "", line: 1, body: [] },
  ];
  let brokenTable: number | null = null;
  let next = 0;
  const take = (end: number) => {
    sections.at(-1)?.body.push(...lines.slice(next, end));
    next = Math.max(next, end);
  };
  for (const [i, token] of tokens.entries()) {
    if (token.level > 0 || !token.map) continue;
    const [start, end] = token.map;
    if (token.type === "heading_open") {
      take(start);
      next = end;
      const title = tokens[i + 1]?.content ?? "";
      sections.push({ title, line: start + 1, body: [] });
    } else if (token.type === "table_open") {
      take(start);
      next = end;
      const rows = tableRows(tokens.slice(i), lines);
      const [header] = rows;
      if (header) {
        const title = sections.at(-1)?.title ?? "";
        tables.push({
          title,
          header,
          rows: rows.slice(1),
          turned: false,
          lines: rows.map(({ line }) => line),
        });
      }
    } else if (token.type === "paragraph_open") {
      if (splitRow(lines[start] ?? "").length > 2) brokenTable ??= start + 1;
    }
  }
  take(lines.length);
  return {
    sections: sections.map(({ title, line, body }) => ({
      title,
      line,
      body: body.join("\n").replace(/^(?:[ \t]*\n)+/, "").trimEnd(),
    })),
    tables,
    brokenTable,
  };
}

function tableRows(tokens: readonly Token[], lines: readonly string[]) {
  const rows: (TableRow & { cells: string[] })[] = [];
  for (const token of tokens) {
    if (token.type === "table_close") break;
    if (token.type === "tr_open" && token.map) {
      const line = token.map[0] + 1;
      const written = splitRow(lines[line - 1] ?? "");
      rows.push({ line, cells: [], written });
    } else if (token.type === "inline") {
      rows.at(-1)?.cells.push(token.content.trim());
    }
  }
  return rows;
}

/** Splits a source line that begins with a bar at its unescaped bars; returns no cells for another line. */
function splitRow(line: string): string[] {
  const row = line.trim();
  if (!row.startsWith("|")) return [];
  return row.slice(1).replace(/(?<!\\)\|$/, "").split(/(?<!\\)\|/)
    .map((cell) => cell.trim());
}
