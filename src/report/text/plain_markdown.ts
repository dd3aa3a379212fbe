/**
 * Removes active content from Markdown of cells.
 *
 * GitHub sanitises Markdown, but not all viewers do. So raw HTML becomes text, and links that the HTML report would
 * reject get an empty target. Code is unchanged.
 */
import { fenced, plainText } from "./escape.ts";
import { foldTitle, openFold } from "./fold.ts";
import { markdown } from "./prose.ts";

// Matches, in this order: an escaped character, a code span, an automatic link, an entity, the start of a tag.
// A span with a pipe does not count as code, as in a table the pipe ends the cell; nor does a span of several lines.
const inline =
  /\\.|(?<!`)(`+)(?!`)[^|\n]*?[^`|\n]\1(?!`)|<https?:\/\/[^\s<>]*>|&#?\w{1,31};|<(?=[A-Za-z/!?])/g;
const target = /(\](?:\(|:)\s*<?)([^\s)>]*)/g;

/** Returns Markdown with raw HTML as text and without links to scripts; keeps fenced and indented code, and folds what is to be folded. */
export function plainMarkdown(text: string): string {
  const clean = plainText(text).trim();
  const lines = clean.split("\n");
  const plain: string[] = [];
  let next = 0;
  for (const { type, map, info, content } of markdown.parse(clean, {})) {
    if ((type !== "fence" && type !== "code_block") || !map) continue;
    plain.push(...toPlainLines(lines.slice(next, map[0])));
    const title = foldTitle(info);
    plain.push(
      ...title === null
        ? lines.slice(map[0], map[1])
        : openFold(title, fenced(content)).split("\n"),
    );
    next = map[1];
  }
  plain.push(...toPlainLines(lines.slice(next)));
  return plain.join("\n").trim();
}

function toPlainLines(lines: readonly string[]): string[] {
  return lines.join("\n")
    .replace(inline, toPlainInline)
    .replace(
      target,
      (match, before: string, link: string) =>
        isAllowedLink(link) ? match : `${before}#`,
    )
    .split("\n");
}

function toPlainInline(match: string): string {
  if (match === "<") return "&lt;";
  // An entity may encode a bidirectional mark.
  const hidden = match.startsWith("&") &&
    plainText(markdown.utils.unescapeAll(match)) === "";
  return hidden ? "" : match;
}

function isAllowedLink(link: string): boolean {
  const { unescapeAll } = markdown.utils;
  return markdown.validateLink(markdown.normalizeLink(unescapeAll(link)));
}
