/** Renders the list of all reports as Markdown, which GitHub shows when the folder is opened. */
import { renderMarkdownTiles } from "../document/answer_markdown.ts";
import { type Card, describeRecords, toFamilies } from "../document/cards.ts";
import type { Report } from "../document/normalise.ts";
import { escapeHtml, escapeMarkdown } from "../text/escape.ts";
import { plainMarkdown } from "../text/plain_markdown.ts";
import { figurePath } from "./markdown.ts";

/** Pixels; three such figures are beside each other on no screen, but one is seen without scrolling past a card. */
const FIGURE_WIDTH = 420;

/** Renders `README.md` for the given reports, in the shape of `index.html`. */
export function renderReadme(reports: readonly Report[]): string {
  const records = describeRecords(
    reports.flatMap(({ provenance }) => provenance.records),
  );
  const parts = [
    "# Reports",
    reports.length === 0
      ? "There is no report yet."
      : ["Made by `deno task report`", ...records.map(escapeMarkdown)]
        .join(" · "),
    ...toFamilies(reports).flatMap(({ name, cards }) => [
      `## ${escapeMarkdown(name)}`,
      ...cards.flatMap(renderCard),
    ]),
  ];
  return `${parts.filter((part) => part !== "").join("\n\n")}\n`;
}

function renderCard(card: Card): string[] {
  const { report, file, notes, said, tiles, modes, facts, figure } = card;
  const { subject, question } = report;
  const html = `[HTML page](${file}.html)`;
  return [
    `### [${escapeMarkdown(subject)}](${file}.md)`,
    plainMarkdown(question),
    ...notes.map(({ label, text }) =>
      `> **${label}.** ${escapeMarkdown(text)}`
    ),
    plainMarkdown(said),
    renderMarkdownTiles(tiles),
    figure
      ? `<a href="${file}.md"><img src="${
        figurePath(report, figure)
      }" width="${FIGURE_WIDTH}" alt="${escapeHtml(figure.title)}"></a>`
      : "",
    [...[...modes, ...facts].map(escapeMarkdown), html].join(" · "),
  ];
}
