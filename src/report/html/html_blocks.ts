/** Renders the blocks of a report as HTML. */
import { renderMarkdownAnswer } from "../document/answer_markdown.ts";
import type { Block, NumberedFigure } from "../document/blocks.ts";
import { describeNotRun, formatLabel } from "../document/labels.ts";
import { findHeading } from "../document/limits.ts";
import { anchorLink } from "../text/anchor.ts";
import { renderFigureData } from "./figure_data.ts";
import { cleanHtml } from "../text/clean_html.ts";
import { cleanSvg } from "../text/clean_svg.ts";
import { escapeHtml } from "../text/escape.ts";
import type { Report } from "../document/normalise.ts";
import { calloutOpen, type Page, renderProse } from "../text/prose.ts";
import { toParameterTable } from "../document/provenance.ts";
import { renderHtmlTable } from "../table/html_table.ts";

/** Renders one block as HTML; empty if it has no content. Tables link to the headings that the page has by then. */
export function renderHtmlBlock(
  block: Block,
  { provenance }: Report,
  page: Page,
): string {
  switch (block.kind) {
    case "prose":
    case "markdown":
      return renderProse(block.text, page).trimEnd();
    case "answer":
      return renderProse(renderMarkdownAnswer(block.answer), page).trimEnd();
    case "parameters": {
      const data = toParameterTable(provenance);
      return data ? renderHtmlTable(data, { sortable: false }) : "";
    }
    case "code":
      return renderCode(block, page);
    case "table": {
      const { table, number, slug } = block;
      const title = formatLabel("Table", { number, title: table.caption });
      return renderHtmlTable(table, {
        title,
        id: page.anchor(slug, slug),
        linkTo: (heading) => {
          const found = findHeading(page.headings, heading);
          return found ? `#${found.id}` : "";
        },
      });
    }
    case "figure":
      return renderFigure(block, page);
    case "image":
      return '<figure><div class="drawing">' +
        `<img src="data:image/png;base64,${block.png}" alt="Picture shown by the notebook">` +
        "</div></figure>";
    case "html": {
      const html = cleanHtml(block.html);
      return html === ""
        ? ""
        : `<div class="table" role="region" tabindex="0" aria-label="Output">\n${html}\n</div>`;
    }
    case "text":
      return `<pre tabindex="0">${escapeHtml(block.text.trimEnd())}</pre>`;
    case "stream":
      return renderStream(block);
    case "error":
      return renderError(block);
    case "left out":
      return `<p class="muted">${describeNotRun(block)}</p>`;
  }
}

function renderCode(
  { cell, source, failed }: Extract<Block, { kind: "code" }>,
  { highlighter }: Page,
): string {
  const code = highlighter.highlight(source.trimEnd(), "typescript");
  return `<details class="code" id="cell-${cell}"${failed ? " open" : ""}>` +
    `<summary>Code of cell ${cell}</summary>` +
    `<pre tabindex="0"><code>${code}</code></pre></details>`;
}

/** Renders a figure with its label, which links to it. */
export function renderFigure(figure: NumberedFigure, page: Page): string {
  const id = page.anchor(figure.slug, figure.slug);
  const label = escapeHtml(formatLabel("Figure", figure));
  return [
    `<figure id="${id}">`,
    `<div class="drawing" role="img" aria-label="${label}">${
      cleanSvg(figure.svg, id)
    }</div>`,
    // The figure itself contains caption and n, so that it can be used alone.
    `<figcaption>${label}${anchorLink(id, "this figure")}</figcaption>`,
    renderFigureData(figure.data),
    "</figure>",
  ].filter((part) => part !== "").join("\n");
}

function renderStream(
  { name, text }: Extract<Block, { kind: "stream" }>,
): string {
  const label = name === "stderr"
    ? '<p class="stream-name">Standard error</p>\n'
    : "";
  return `${label}<pre class="stream ${name}" tabindex="0">${
    escapeHtml(text)
  }</pre>`;
}

function renderError(
  { cell, name, message, expected }: Extract<Block, { kind: "error" }>,
): string {
  const title = expected
    ? `Error expected in cell ${cell}`
    : `Error in cell ${cell}`;
  return `${
    calloutOpen(title, expected ? "note" : "caution")
  }<pre tabindex="0">${escapeHtml(`${name}: ${message}`)}</pre>\n</div>`;
}
