/** Renders the page that lists all reports. */
import { describeFailure } from "../document/blocks.ts";
import { escapeHtml } from "../text/escape.ts";
import { createPageHighlighter } from "../text/highlight.ts";
import type { Report } from "../document/normalise.ts";
import { renderPage } from "./page.ts";
import { type Page, renderAside } from "../text/prose.ts";
import { toBadges } from "../document/provenance.ts";
import { fileName, uniqueSlugs } from "../text/slug.ts";

/** Renders `index.html` for the given reports, in their order, with question, headline and failure of each. */
export function renderIndex(reports: readonly Report[]): string {
  const page: Page = {
    highlighter: createPageHighlighter(),
    anchor: uniqueSlugs(),
    headings: [],
  };
  const items = reports.map((report) => renderItem(report, page));
  const list = items.length === 0
    ? "<p>There is no report yet.</p>"
    : `<ul class="reports">\n${items.join("\n")}\n</ul>`;
  return renderPage({
    title: "Loadline reports",
    bar: "<span>Loadline</span>",
    contents: "",
    main: `<h1>Reports</h1>\n${list}`,
    footer: "",
    css: page.highlighter.css(),
  });
}

function renderItem(report: Report, page: Page): string {
  const { title, question, headline, execution, provenance } = report;
  const file = fileName(report);
  const failure = describeFailure(execution);
  const modes = toBadges(provenance).map(({ label }) => label);
  const parts = [
    `<h2><a href="${file}.html">${escapeHtml(title)}</a></h2>`,
    failure
      ? `<p><span class="failed">Incomplete.</span> ${escapeHtml(failure)}</p>`
      : "",
    question === ""
      ? ""
      : `<div class="muted">${renderAside(question, page)}</div>`,
    headline === "" ? "" : `<div>${renderAside(headline, page)}</div>`,
    `<p class="muted">${
      modes.map((mode) => `${escapeHtml(mode)} · `).join("")
    }<a href="${file}.md" aria-label="${
      escapeHtml(title)
    } as Markdown">Markdown</a></p>`,
  ];
  return `<li>\n${parts.filter((part) => part !== "").join("\n")}\n</li>`;
}
