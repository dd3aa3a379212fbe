/**
 * Markdown cells as HTML.
 *
 * Raw HTML is shown as text, control characters and marks that reorder text are dropped, links go only where a link may go, pictures must be part of the page, and headings count
 * down from two, a level at a time, whatever the cell says: the report's title is the only heading of level one.
 */
import MarkdownIt, { type Token } from "markdown-it";
import { escapeHtml, plainText } from "./escape.ts";
import type { Highlighter } from "./highlight.ts";

/** An entry of the table of contents. */
export interface Heading {
  readonly level: number;
  readonly id: string;
  readonly text: string;
}

/** What one page collects while its prose is rendered. */
export interface Page {
  readonly highlighter: Highlighter;
  /** Gives each anchor once. */
  readonly anchor: (text: string, fallback: string) => string;
  readonly headings: Heading[];
}

const callouts: Readonly<Record<string, string>> = {
  NOTE: "Note",
  TIP: "Tip",
  IMPORTANT: "Important",
  WARNING: "Warning",
  CAUTION: "Caution",
};

/** A Markdown parser for the structure and the plain text of a cell; raw HTML is text to it. */
export const markdown = new MarkdownIt({ html: false });

markdown.core.ruler.before("inline", "callout", ({ tokens }) => {
  for (const [at, token] of tokens.entries()) {
    const inline = tokens[at + 2];
    if (token.type !== "blockquote_open" || inline?.type !== "inline") continue;
    const marker = /^\[!([A-Z]+)\][ \t]*(?:\n|$)/.exec(inline.content);
    const title = callouts[marker?.[1] ?? ""];
    if (!marker || !title) continue;
    inline.content = inline.content.slice(marker[0].length);
    token.meta = { title };
    const close = tokens.find((other, after) =>
      after > at && other.type === "blockquote_close" &&
      other.level === token.level
    );
    if (close) close.meta = { title };
  }
});

const rules = markdown.renderer.rules;

rules.blockquote_open = (tokens, at) => {
  const title = tokens[at]?.meta?.title;
  return typeof title === "string"
    ? calloutOpen(title, title.toLowerCase())
    : "<blockquote>\n";
};
rules.blockquote_close = (tokens, at) =>
  tokens[at]?.meta?.title ? "</div>\n" : "</blockquote>\n";

rules.table_open = () =>
  '<div class="table" role="region" tabindex="0" aria-label="Table">\n<table>\n';
rules.table_close = () => "</table>\n</div>\n";

rules.link_open = (tokens, at) =>
  `<a href="${
    escapeHtml(String(tokens[at]?.attrGet("href") ?? ""))
  }" rel="noreferrer">`;

// A picture from elsewhere would not be shown, as the page loads nothing; it becomes a link.
rules.image = (tokens, at) => {
  const source = String(tokens[at]?.attrGet("src") ?? "");
  const text = escapeHtml(tokens[at]?.content ?? "");
  return source.startsWith("data:image/")
    ? `<img src="${escapeHtml(source)}" alt="${text}">`
    : `<a href="${escapeHtml(source)}" rel="noreferrer">${
      text || escapeHtml(source)
    }</a>`;
};

// An entity may stand for a mark that the source was freed of.
rules.text = (tokens, at) =>
  markdown.utils.escapeHtml(plainText(tokens[at]?.content ?? ""));

rules.fence = (tokens, at, _options, env) => {
  const { content = "", info = "" } = tokens[at] ?? {};
  const page = (env as { page: Page }).page;
  const code = page.highlighter.highlight(content.trimEnd(), info.trim());
  return `<pre tabindex="0"><code>${code}</code></pre>\n`;
};

/** Opening of a callout box, to be closed with `</div>`; `kind` is its class and its colour. */
export function calloutOpen(title: string, kind: string): string {
  return `<div class="callout ${kind}" role="note">\n<p class="callout-title">${
    escapeHtml(title)
  }</p>\n`;
}

/** Markdown as HTML; its headings get anchors and enter the page's contents. */
export function renderProse(text: string, page: Page): string {
  const env = { page };
  const tokens = markdown.parse(plainText(text), env);
  for (const [at, token] of tokens.entries()) {
    if (token.type !== "heading_open") continue;
    const inline = tokens[at + 1];
    const close = tokens[at + 2];
    const words = inline ? textOf(inline) : "";
    const id = page.anchor(words, "section");
    const last = page.headings.at(-1)?.level ?? 1;
    const level = Math.min(Math.max(2, Number(token.tag.slice(1))), last + 1);
    // A heading in a list or a quotation is not a part of the report.
    if (token.level === 0) page.headings.push({ level, id, text: words });
    token.tag = `h${level}`;
    token.attrSet("id", id);
    if (close) close.tag = token.tag;
  }
  return markdown.renderer.render(tokens, markdown.options, env);
}

/** Markdown as HTML outside of the report's sections: a headline, a question; headings become bold lines. */
export function renderAside(text: string, page: Page): string {
  const env = { page };
  const tokens = markdown.parse(plainText(text), env);
  for (const token of tokens) {
    if (token.type.startsWith("heading_")) {
      token.tag = "p";
      token.attrSet("class", "strong");
    }
  }
  return markdown.renderer.render(tokens, markdown.options, env);
}

/** The words of an inline token, without marks. */
export function textOf({ children, content }: Token): string {
  if (!children) return content;
  return children.map((child) =>
    child.type === "softbreak" || child.type === "hardbreak"
      ? " "
      : child.type === "text" || child.type === "code_inline" ||
          child.type === "image"
      ? child.content
      : ""
  ).join("").trim();
}
