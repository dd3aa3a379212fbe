/**
 * Renders a report as GitHub Markdown: prose, tables and figures.
 *
 * Omits code, as a reviewer reads results here; the provenance links to the notebook.
 */
import { renderMarkdownAnswer } from "./document/answer_markdown.ts";
import {
  type Block,
  describeFailure,
  describeNotRun,
  formatLabel,
  type Numbered,
  toBlocks,
} from "./document/blocks.ts";
import { cleanHtml } from "./text/clean_html.ts";
import { cleanSvg } from "./text/clean_svg.ts";
import { escapeMarkdown, fenced } from "./text/escape.ts";
import type { Report } from "./document/normalise.ts";
import { plainMarkdown } from "./text/plain_markdown.ts";
import {
  renderMarkdownProvenance,
  toBadges,
  toParameterTable,
} from "./document/provenance.ts";
import { renderMarkdownTable } from "./table/render_table.ts";
import { fileName } from "./text/slug.ts";

/** Report as Markdown, and the files that it links to. */
export interface MarkdownReport {
  readonly text: string;
  /** SVG by path relative to the report's folder: `figures/<name>/<slug>.svg`. */
  readonly files: ReadonlyMap<string, string>;
}

/** Renders the report as Markdown, with the figures that it refers to; writes no file. */
export function renderMarkdown(report: Report): MarkdownReport {
  const { title, question, headline, execution, provenance } = report;
  const files = new Map<string, string>();
  const parts = [`# ${escapeMarkdown(title)}`];
  const failure = describeFailure(execution);
  if (failure) {
    parts.push(
      `> [!CAUTION]\n> **This report is incomplete.** ${
        escapeMarkdown(failure)
      }`,
    );
  }
  if (question !== "") parts.push(plainMarkdown(question));
  const lines = toBadges(provenance).map(({ label, text }) =>
    `**${label}:** ${escapeMarkdown(text)}`
  );
  parts.push(...lines);
  if (headline !== "") {
    parts.push(quoted(`**Result.** ${plainMarkdown(headline)}`));
  }
  for (const block of toBlocks(report)) {
    parts.push(renderBlock(block, report, files));
  }
  parts.push(renderMarkdownProvenance(provenance));
  const text = parts.filter((part) => part !== "").join("\n\n");
  return { text: `${text}\n`, files };
}

function quoted(text: string): string {
  return text.split("\n").map((line) => `> ${line}`.trimEnd()).join("\n");
}

function renderBlock(
  block: Block,
  report: Report,
  files: Map<string, string>,
): string {
  switch (block.kind) {
    case "prose":
    case "markdown":
      return plainMarkdown(block.text);
    case "answer":
      return plainMarkdown(renderMarkdownAnswer(block.answer));
    case "parameters": {
      const table = toParameterTable(report.provenance.parameters);
      return table ? renderMarkdownTable(table) : "";
    }
    case "code":
      return "";
    case "table": {
      const { table, number } = block;
      const title = formatLabel("Table", { number, title: table.caption });
      return renderMarkdownTable(table, { title });
    }
    case "figure":
      return renderFigure(block, report, files);
    case "image":
      return "*A picture here is shown in the HTML report only.*";
    case "html":
      return renderHtmlOutput(block.html);
    case "text":
      return fenced(block.text);
    case "stream":
      return block.name === "stderr"
        ? `Standard error:\n\n${fenced(block.text)}`
        : fenced(block.text);
    case "error": {
      const { cell, name, message, expected } = block;
      const lead = expected
        ? `> **Error expected in cell ${cell}**`
        : `> [!CAUTION]\n> **Error in cell ${cell}**`;
      return `${lead}\n>\n${quoted(fenced(`${name}: ${message}`))}`;
    }
    case "left out":
      return describeNotRun(block);
  }
}

function renderFigure(
  figure: Extract<Numbered, { kind: "figure" }>,
  report: Report,
  files: Map<string, string>,
): string {
  const path = `figures/${fileName(report)}/${figure.slug}.svg`;
  files.set(path, `${cleanSvg(figure.svg, figure.slug)}\n`);
  const label = escapeMarkdown(formatLabel("Figure", figure));
  // The figure itself contains caption and n, so that it can be used alone.
  return `![${label}](${path})\n\n**${label}**`;
}

// Removes empty lines, as one would end the HTML block and make the rest Markdown.
function renderHtmlOutput(html: string): string {
  const clean = cleanHtml(html).replace(/\n\s*\n/g, "\n");
  return clean === "" ? "" : `<div>\n${clean}\n</div>`;
}
