/** Renders the first screen of a report: question, verdict, key figures, what limits them, and the lead figure. */
import {
  type Meaning,
  meaningSymbols,
  meaningWords,
  type Tile,
} from "../document/answer_data.ts";
import type { NumberedFigure } from "../document/blocks.ts";
import { describeFailure } from "../document/labels.ts";
import { type Chip, findHeading, toChips } from "../document/limits.ts";
import type { Report } from "../document/normalise.ts";
import { escapeHtml } from "../text/escape.ts";
import { calloutOpen, type Page, renderAside } from "../text/prose.ts";
import { renderFigure } from "./html_blocks.ts";

/** Anchors that the first screen links to, apart from those of the page's headings. */
export interface Targets {
  readonly provenance: string;
}

/** Renders the first screen; the page's headings must have been rendered, as limits link to them. */
export function renderFirstScreen(
  report: Report,
  lead: NumberedFigure | null,
  page: Page,
  targets: Targets,
): string {
  const { subject, question, execution } = report;
  const failure = describeFailure(execution);
  const parts = [
    `<h1>${escapeHtml(subject)}</h1>`,
    failure ? renderFailure(failure, execution.failure?.cell ?? 0) : "",
    question === ""
      ? ""
      : `<div class="question">${renderAside(question, page)}</div>`,
    renderVerdict(report, page),
    renderTiles(report.answer?.tiles ?? []),
    renderChips(toChips(report), page, targets),
    lead ? renderFigure(lead, page) : "",
  ];
  return `<section class="first" aria-label="Answer">\n${
    parts.filter((part) => part !== "").join("\n")
  }\n</section>`;
}

/** Renders the verdict in large type; a headline without an answer may be long, so it stays in a box of text. */
export function renderVerdict(
  { answer, headline }: Report,
  page: Page,
): string {
  if (headline === "") return "";
  const text = renderAside(headline, page);
  return answer
    ? `<div class="verdict">${text}</div>`
    : `<div class="headline">\n<p class="label">Result</p>\n${text}</div>`;
}

/** Renders key figures as tiles; empty without any. */
export function renderTiles(tiles: readonly Tile[]): string {
  if (tiles.length === 0) return "";
  return `<dl class="tiles">\n${tiles.map(renderTile).join("\n")}\n</dl>`;
}

function renderTile(
  { label, value, unit, interval, n, meaning }: Tile,
): string {
  const figure = [renderSymbol(meaning), unbroken(value)]
    .filter((part) => part !== "").join(" ");
  const shown = [
    `<span>${figure}</span>`,
    unit === "" ? "" : `<span class="unit">${unbroken(unit)}</span>`,
  ].filter((part) => part !== "").join(" ");
  const detail = [interval, n].filter((part) => part !== "")
    .map((part) => `<dd>${unbroken(part)}</dd>`).join("");
  return `<div class="tile" data-meaning="${meaning}"><dt>${
    unbroken(label)
  }</dt>` +
    `<dd class="value">${shown}</dd>${detail}</div>`;
}

/** Escapes text, and keeps a number on one line with its unit. */
function unbroken(text: string): string {
  return escapeHtml(text).replace(
    /(\d) (?=(?:%|\p{L}{1,3}(?!\p{L})))/gu,
    "$1\u00a0",
  );
}

/** Renders the symbol of a meaning with its word for screen readers; empty for neutral. */
function renderSymbol(meaning: Meaning): string {
  if (meaning === "neutral") return "";
  return `<span class="symbol" role="img" aria-label="${
    meaningWords[meaning]
  }" title="${meaningWords[meaning]}">${meaningSymbols[meaning]}</span>`;
}

function renderChips(
  chips: readonly Chip[],
  page: Page,
  targets: Targets,
): string {
  if (chips.length === 0) return "";
  const items = chips.map((chip) => {
    const id = findTarget(chip, page, targets);
    const text = escapeHtml(chip.label);
    const open = `class="chip" data-meaning="${chip.meaning}"`;
    return id === ""
      ? `<li><span ${open}>${text}</span></li>`
      : `<li><a ${open} href="#${escapeHtml(id)}">${text}</a></li>`;
  });
  return `<ul class="limits" aria-label="What limits this answer">\n${
    items.join("\n")
  }\n</ul>`;
}

/** Finds the anchor of a limit's detail; empty if the page has none. */
function findTarget(
  { place }: Chip,
  { headings }: Page,
  { provenance }: Targets,
): string {
  switch (place.kind) {
    case "heading":
      return findHeading(headings, place.text)?.id ?? "";
    case "provenance":
      return provenance;
    case "cell":
      return place.cell === 0 ? "" : `cell-${place.cell}`;
  }
}

function renderFailure(line: string, cell: number): string {
  const link = cell === 0
    ? ""
    : `<p><a href="#cell-${cell}">Go to cell ${cell}</a></p>\n`;
  return `${calloutOpen("This report is incomplete", "caution")}<p>${
    escapeHtml(line)
  }</p>\n${link}</div>`;
}
