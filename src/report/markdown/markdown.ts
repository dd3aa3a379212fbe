/** Renders a report as GitHub Markdown: the answer first, then prose, tables and figures, with the code folded. */
import {
  renderMarkdownAnswer,
  renderMarkdownLimits,
  renderMarkdownTiles,
} from "../document/answer_markdown.ts";
import {
  type Block,
  type NumberedFigure,
  toContent,
} from "../document/blocks.ts";
import {
  describeFailure,
  describeNotRun,
  formatLabel,
} from "../document/labels.ts";
import { findHeading, type Place, toChips } from "../document/limits.ts";
import { renderReadableTable } from "./folded.ts";
import { type Anchored, githubAnchors } from "./github_anchors.ts";
import { cleanHtml } from "../text/clean_html.ts";
import { cleanSvg } from "../text/clean_svg.ts";
import { escapeMarkdown, fenced } from "../text/escape.ts";
import { openFold } from "../text/fold.ts";
import type { Report } from "../document/normalise.ts";
import { plainMarkdown } from "../text/plain_markdown.ts";
import {
  renderMarkdownProvenance,
  toParameterTable,
} from "../document/provenance.ts";
import { renderMarkdownTable } from "../table/render_table.ts";
import { fileName } from "../text/slug.ts";

/** Report as Markdown, and the files that it links to. */
export interface MarkdownReport {
  readonly text: string;
  /** SVG by path relative to the report's folder: `figures/<name>/<slug>.svg`. */
  readonly files: ReadonlyMap<string, string>;
}

/** Returns the link to the heading of a text; empty if the file has none. */
type LinkTo = (heading: string) => string;

/** Renders the report as Markdown, with the figures that it refers to; writes no file. */
export function renderMarkdown(report: Report): MarkdownReport {
  const files = new Map<string, string>();
  const { lead, blocks } = toContent(report);
  const figure = lead ? renderFigure(lead, report, files) : "";
  const renderBody = (linkTo: LinkTo, blocks: readonly Block[]) =>
    [
      ...blocks.map((block) => renderBlock(block, { report, files, linkTo })),
      renderCode(blocks),
      renderMarkdownProvenance(report.provenance),
    ].filter((part) => part !== "");
  const title = `# ${escapeMarkdown(report.subject)}`;
  const verdict = renderVerdict(report);
  // Anchors depend on headings alone, of which figures and tables have none.
  const outline = renderBody(
    () => "",
    blocks.filter(({ kind }) => kind !== "figure" && kind !== "table"),
  );
  const anchors = githubAnchors([title, verdict, ...outline].join("\n\n"));
  const body = renderBody(
    (text) => toTarget({ kind: "heading", text }, anchors),
    blocks,
  );
  const parts = [
    title,
    renderFailure(report),
    plainMarkdown(report.question),
    verdict,
    renderMarkdownTiles(report.answer?.tiles ?? []),
    renderMarkdownLimits(
      toChips(report).map(({ label, place }) => ({
        label,
        target: toTarget(place, anchors),
      })),
    ),
    figure,
    ...body,
  ];
  const text = parts.filter((part) => part !== "").join("\n\n");
  return { text: `${text}\n`, files };
}

/** Renders the verdict as a heading, which GitHub prints large; a headline without an answer as a quotation. */
function renderVerdict({ answer, headline }: Report): string {
  if (headline === "") return "";
  return answer
    ? `## ${plainMarkdown(headline).replace(/\s+/g, " ")}`
    : quoted(`**Result.** ${plainMarkdown(headline)}`);
}

function renderFailure({ execution }: Report): string {
  const failure = describeFailure(execution);
  if (!failure) return "";
  const text = escapeMarkdown(failure);
  return `> [!CAUTION]\n> **This report is incomplete.** ${text}`;
}

/** Returns the link to the detail of a limit; empty if the file has none. */
function toTarget(place: Place, anchors: readonly Anchored[]): string {
  if (place.kind === "cell") return "";
  const heading = place.kind === "provenance" ? "Provenance" : place.text;
  const found = findHeading(anchors, heading);
  return found ? `#${found.id}` : "";
}

/** Renders the code that the report shows, folded, as a reviewer reads results here. */
function renderCode(blocks: readonly Block[]): string {
  const cells = blocks.flatMap((block) =>
    block.kind === "code"
      ? [`Cell ${block.cell}:\n\n${fenced(block.source.trimEnd(), "ts")}`]
      : []
  );
  return cells.length === 0 ? "" : openFold("Code", cells.join("\n\n"));
}

function quoted(text: string): string {
  return text.split("\n").map((line) => `> ${line}`.trimEnd()).join("\n");
}

function renderBlock(
  block: Block,
  { report, files, linkTo }: {
    readonly report: Report;
    readonly files: Map<string, string>;
    readonly linkTo: LinkTo;
  },
): string {
  switch (block.kind) {
    case "prose":
    case "markdown":
      return plainMarkdown(block.text);
    case "answer":
      return plainMarkdown(renderMarkdownAnswer(block.answer));
    case "parameters": {
      const table = toParameterTable(report.provenance);
      return table ? renderMarkdownTable(table) : "";
    }
    case "code":
      return "";
    case "table": {
      const { table, number } = block;
      const title = formatLabel("Table", { number, title: table.caption });
      return renderReadableTable(table, title, linkTo);
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

/** Returns the path of a figure's file, relative to the folder of the reports. */
export function figurePath(report: Report, { slug }: NumberedFigure): string {
  return `figures/${fileName(report)}/${slug}.svg`;
}

function renderFigure(
  figure: NumberedFigure,
  report: Report,
  files: Map<string, string>,
): string {
  const path = figurePath(report, figure);
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
