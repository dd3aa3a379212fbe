/** Renders a report as one self-contained HTML file. */
import { type Block, toContent } from "../document/blocks.ts";
import { anchorLink } from "../text/anchor.ts";
import { escapeHtml } from "../text/escape.ts";
import { renderFirstScreen } from "./first_screen.ts";
import { renderHtmlBlock } from "./html_blocks.ts";
import { createPageHighlighter } from "../text/highlight.ts";
import type { Report } from "../document/normalise.ts";
import { renderPage } from "./page.ts";
import type { Heading, Page } from "../text/prose.ts";
import { renderHtmlProvenance } from "../document/provenance.ts";
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
  const { lead, blocks } = toContent(report);
  const body = renderBlocks(blocks, report, page);
  const top = renderFirstScreen(report, lead, page, { provenance });
  const headings = [
    ...page.headings,
    { level: 2, id: provenance, text: "Provenance" },
  ];
  return renderPage({
    title: report.title,
    // The report of a run stands alone, in a folder without an index.
    bar: report.provenance.notebook
      ? '<a href="index.html">All reports</a>'
      : "<span>Report of a run</span>",
    contents: renderContents(headings),
    main: [top, ...body].filter((part) => part !== "").join("\n"),
    footer:
      `<h2 id="${provenance}">Provenance${
        anchorLink(provenance, "this section")
      }</h2>\n` +
      renderHtmlProvenance(report.provenance),
    css: page.highlighter.css(),
  });
}

/** Renders prose first, as tables and the first screen link to its headings. */
function renderBlocks(
  blocks: readonly Block[],
  report: Report,
  page: Page,
): string[] {
  const prose = blocks.map((block) =>
    block.kind === "prose" || block.kind === "markdown"
      ? renderHtmlBlock(block, report, page)
      : null
  );
  return blocks.map((block, index) =>
    prose[index] ?? renderHtmlBlock(block, report, page)
  );
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
    // Closed, so that a phone shows the answer first; the script opens it beside the text.
    "<details>",
    "<summary>Contents</summary>",
    `<ol>\n${items.join("\n")}\n</ol>`,
    "</details>",
    "</nav>",
  ].join("\n");
}
