/**
 * Renders Markdown cells as HTML.
 *
 * Raw HTML becomes text; control characters and bidirectional marks are removed; links to scripts are rejected;
 * pictures must be part of the page. Headings start at level 2 and go down one level at a time, as only the report's
 * title has level 1.
 */
import MarkdownIt, { type Token } from "markdown-it";
import { anchorLink } from "./anchor.ts";
import { escapeHtml, plainText } from "./escape.ts";
import { foldTitle, openFold } from "./fold.ts";
import type { Highlighter } from "./highlight.ts";

/** An entry of the table of contents. */
export interface Heading {
  readonly level: number;
  readonly id: string;
  readonly text: string;
}

/** State of one page while its prose is rendered. */
export interface Page {
  readonly highlighter: Highlighter;
  /** Returns a unique anchor. */
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

/** Markdown parser that treats raw HTML as text. */
export const markdown = new MarkdownIt({ html: false });

markdown.core.ruler.before("inline", "callout", markCallouts);

/** Makes callouts of quotations that begin with `[!NOTE]` or another such word. */
export function markCallouts(
  { tokens }: { readonly tokens: readonly Token[] },
): void {
  for (const [index, token] of tokens.entries()) {
    const inline = tokens[index + 2];
    if (token.type !== "blockquote_open" || inline?.type !== "inline") continue;
    const marker = /^\[!([A-Z]+)\][ \t]*(?:\n|$)/.exec(inline.content);
    const title = callouts[marker?.[1] ?? ""];
    if (!marker || !title) continue;
    inline.content = inline.content.slice(marker[0].length);
    token.meta = { title };
    const close = tokens.find((other, after) =>
      after > index && other.type === "blockquote_close" &&
      other.level === token.level
    );
    if (close) close.meta = { title };
  }
}

const rules = markdown.renderer.rules;

rules.blockquote_open = (tokens, index) => {
  const title = tokens[index]?.meta?.title;
  return typeof title === "string"
    ? calloutOpen(title, title.toLowerCase())
    : "<blockquote>\n";
};
rules.blockquote_close = (tokens, index) =>
  tokens[index]?.meta?.title ? "</div>\n" : "</blockquote>\n";

// Only headings of sections have an anchor.
rules.heading_close = (tokens, index) => {
  const { tag = "", meta = null } = tokens[index] ?? {};
  const link = typeof meta?.id === "string"
    ? anchorLink(meta.id, "this section")
    : "";
  return `${link}</${tag}>\n`;
};

rules.table_open = () =>
  '<div class="table" role="region" tabindex="0" aria-label="Table">\n<table>\n';
rules.table_close = () => "</table>\n</div>\n";

rules.link_open = (tokens, index) =>
  `<a href="${
    escapeHtml(String(tokens[index]?.attrGet("href") ?? ""))
  }" rel="noreferrer">`;

// The page loads nothing, so an external picture becomes a link.
rules.image = (tokens, index) => {
  const source = String(tokens[index]?.attrGet("src") ?? "");
  const text = escapeHtml(tokens[index]?.content ?? "");
  return source.startsWith("data:image/")
    ? `<img src="${escapeHtml(source)}" alt="${text}">`
    : `<a href="${escapeHtml(source)}" rel="noreferrer">${
      text || escapeHtml(source)
    }</a>`;
};

// An entity may encode a mark that was removed from the source.
rules.text = (tokens, index) =>
  markdown.utils.escapeHtml(plainText(tokens[index]?.content ?? ""));

rules.fence = (tokens, index, _options, env) => {
  const { content = "", info = "" } = tokens[index] ?? {};
  const page = (env as { page: Page }).page;
  const title = foldTitle(info);
  const language = title === null ? info.trim() : "text";
  const code = page.highlighter.highlight(content.trimEnd(), language);
  const block = `<pre tabindex="0"><code>${code}</code></pre>`;
  return `${title === null ? block : openFold(title, block)}\n`;
};

/** Renders the start of a callout box, to be closed with `</div>`; `kind` is its CSS class. */
export function calloutOpen(title: string, kind: string): string {
  return `<div class="callout ${kind}" role="note">\n<p class="callout-title">${
    escapeHtml(title)
  }</p>\n`;
}

/** Renders Markdown as HTML; headings get anchors and are added to the page's contents. */
export function renderProse(text: string, page: Page): string {
  const env = { page };
  const tokens = markdown.parse(plainText(text), env);
  for (const [index, token] of tokens.entries()) {
    if (token.type !== "heading_open") continue;
    const inline = tokens[index + 1];
    const close = tokens[index + 2];
    const words = inline ? textOf(inline) : "";
    const id = page.anchor(words, "section");
    const last = page.headings.at(-1)?.level ?? 1;
    const level = Math.min(Math.max(2, Number(token.tag.slice(1))), last + 1);
    // Headings in lists and quotations are not in the contents.
    if (token.level === 0) page.headings.push({ level, id, text: words });
    token.tag = `h${level}`;
    token.attrSet("id", id);
    if (close) Object.assign(close, { tag: token.tag, meta: { id } });
  }
  return markdown.renderer.render(tokens, markdown.options, env);
}

/** Renders Markdown outside the report's sections, such as a headline, as HTML; headings become bold lines. */
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

/** Returns the text of an inline token, without marks. */
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
