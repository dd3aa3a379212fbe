/** Renders a report as one self-contained HTML file. */
import { describeFailure, toBlocks } from "../document/blocks.ts";
import { escapeHtml } from "../text/escape.ts";
import { renderHtmlBlock } from "./html_blocks.ts";
import { createPageHighlighter } from "../text/highlight.ts";
import type { Report } from "../document/normalise.ts";
import { renderPage } from "./page.ts";
import {
  calloutOpen,
  type Heading,
  type Page,
  renderAside,
} from "../text/prose.ts";
import { renderHtmlProvenance, toBadges } from "../document/provenance.ts";
import { uniqueSlugs } from "../text/slug.ts";

/** Renders the report as HTML; the result is deterministic. */
export function renderHtml(report: Report): string {
  const anchor = uniqueSlugs();
  for (const reserved of ["main", "contents", "theme"]) {
    anchor(reserved, reserved);
  }
  const page: Page = {
    highlighter: createPageHighlighter(),
    anchor,
    headings: [],
  };
  const provenance = anchor("provenance", "provenance");
  const top = renderTop(report, page);
  const body = toBlocks(report)
    .map((block) => renderHtmlBlock(block, report, page));
  const headings = [
    ...page.headings,
    { level: 2, id: provenance, text: "Provenance" },
  ];
  return renderPage({
    title: report.title,
    bar: '<a href="index.html">All reports</a>',
    contents: renderContents(headings),
    main: [top, ...body].filter((part) => part !== "").join("\n"),
    footer: `<h2 id="${provenance}">Provenance</h2>\n` +
      renderHtmlProvenance(report.provenance),
    css: page.highlighter.css(),
  });
}

function renderTop(report: Report, page: Page): string {
  const { title, question, headline, execution, provenance } = report;
  const parts = [`<h1>${escapeHtml(title)}</h1>`];
  const failure = describeFailure(execution);
  if (failure) parts.push(renderFailure(failure, execution.failure?.cell ?? 0));
  if (question !== "") {
    parts.push(`<div class="question">${renderAside(question, page)}</div>`);
  }
  for (const { label, text } of toBadges(provenance)) {
    parts.push(
      `<p class="badge"><b>${escapeHtml(label)}:</b> ${escapeHtml(text)}</p>`,
    );
  }
  if (headline !== "") {
    parts.push(
      `<div class="headline">\n<p class="label">Result</p>\n${
        renderAside(headline, page)
      }</div>`,
    );
  }
  return parts.join("\n");
}

function renderFailure(line: string, cell: number): string {
  const link = cell === 0
    ? ""
    : `<p><a href="#cell-${cell}">Go to cell ${cell}</a></p>\n`;
  return `${calloutOpen("This report is incomplete", "caution")}<p>${
    escapeHtml(line)
  }</p>\n${link}</div>`;
}

function renderContents(headings: readonly Heading[]): string {
  const items = headings.filter(({ level }) => level <= 3)
    .map(({ level, id, text }) =>
      `<li${level === 3 ? ' class="deep"' : ""}><a href="#${id}">${
        escapeHtml(text)
      }</a></li>`
    );
  return [
    '<nav id="contents" aria-label="Contents">',
    "<details open>",
    "<summary>Contents</summary>",
    `<ol>\n${items.join("\n")}\n</ol>`,
    "</details>",
    "</nav>",
  ].join("\n");
}
