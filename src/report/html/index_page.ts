/** Renders the page that lists all reports: a card each, with its verdict, key figures and a small figure. */
import { counted } from "../../record/mod.ts";
import {
  type Card,
  describeRecords,
  type Family,
  toFamilies,
} from "../document/cards.ts";
import type { Report } from "../document/normalise.ts";
import { anchorLink } from "../text/anchor.ts";
import { escapeHtml } from "../text/escape.ts";
import { createPageHighlighter } from "../text/highlight.ts";
import { type Page, renderAside } from "../text/prose.ts";
import { uniqueSlugs } from "../text/slug.ts";
import { renderTiles } from "./first_screen.ts";
import { renderPage } from "./page.ts";
import { toThumbnail } from "./thumbnail.ts";

// Bytes of all small figures together, and of one: the index stays quick to load.
const MAX_THUMBNAILS = 700_000, MAX_THUMBNAIL = 100_000;

/** Renders `index.html` for the given reports by family, with question, verdict, key figures and gaps of each. */
export function renderIndex(reports: readonly Report[]): string {
  const page: Page = {
    highlighter: createPageHighlighter(),
    anchor: uniqueSlugs(),
    headings: [],
  };
  for (const reserved of ["main", "theme"]) page.anchor(reserved, reserved);
  const families = toFamilies(reports);
  const small = toThumbnails(families.flatMap(({ cards }) => cards), page);
  const records = describeRecords(
    reports.flatMap(({ provenance }) => provenance.records),
  );
  const summary = reports.length === 0
    ? "There is no report yet."
    : [counted(reports.length, "report"), ...records].join(" · ");
  return renderPage({
    title: "Loadline reports",
    bar: "<span>Loadline</span>",
    contents: "",
    main: [
      "<h1>Reports</h1>",
      `<p class="muted">${escapeHtml(summary)}</p>`,
      ...families.map((family) => renderFamily(family, page, small)),
    ].join("\n"),
    footer: "",
    css: page.highlighter.css(),
  });
}

/** Returns the small figure of each card that has one: the smallest first, as many as fit. */
function toThumbnails(
  cards: readonly Card[],
  page: Page,
): ReadonlyMap<Card, string> {
  const small = cards.flatMap((card) => {
    const { file, figure } = card;
    if (figure === null) return [];
    const prefix = page.anchor(`small ${file}`, "small");
    const svg = toThumbnail(figure.svg, prefix, MAX_THUMBNAIL);
    return svg === "" ? [] : [{ card, svg }];
  }).sort((a, b) => a.svg.length - b.svg.length);
  let bytes = 0;
  return new Map(
    small.filter(({ svg }) => (bytes += svg.length) <= MAX_THUMBNAILS)
      .map(({ card, svg }) => [card, svg]),
  );
}

function renderFamily(
  { name, cards }: Family,
  page: Page,
  thumbnails: ReadonlyMap<Card, string>,
): string {
  const id = page.anchor(name, "family");
  return [
    `<h2 id="${id}">${escapeHtml(name)}${anchorLink(id, "this section")}</h2>`,
    '<ul class="reports">',
    ...cards.map((card) => renderCard(card, page, thumbnails.get(card) ?? "")),
    "</ul>",
  ].join("\n");
}

function renderCard(card: Card, page: Page, thumbnail: string): string {
  const { report, file, notes, said, tiles } = card;
  const { subject, question } = report;
  const parts = [
    `<h3><a href="${file}.html">${escapeHtml(subject)}</a></h3>`,
    question === ""
      ? ""
      : `<div class="muted">${renderAside(question, page)}</div>`,
    ...notes.map(({ label, text }) =>
      `<p class="note"><b>${escapeHtml(label)}.</b> ${escapeHtml(text)}</p>`
    ),
    said === ""
      ? ""
      : `<div class="${report.answer ? "said" : "said long"}">${
        renderAside(said, page)
      }</div>`,
    renderTiles(tiles),
    renderFacts(card),
  ].filter((part) => part !== "");
  return [
    "<li>",
    '<div class="card-text">',
    ...parts,
    "</div>",
    // Only a picture of what the report says in words.
    thumbnail === ""
      ? ""
      : `<div class="small" aria-hidden="true">${thumbnail}</div>`,
    "</li>",
  ].filter((part) => part !== "").join("\n");
}

function renderFacts({ report, file, modes, facts }: Card): string {
  const parts = [
    ...modes.map((mode) =>
      `<span class="chip" data-meaning="${
        mode === "Real systems" ? "neutral" : "unsure"
      }">${escapeHtml(mode)}</span>`
    ),
    ...facts.map((fact) => `<span>${escapeHtml(fact)}</span>`),
    `<a href="${file}.md" aria-label="${
      escapeHtml(report.subject)
    } as Markdown">Markdown</a>`,
  ];
  return `<p class="facts">${parts.join(" ")}</p>`;
}
