/**
 * Markdown that a cell holds or displayed, without what a viewer might run.
 *
 * GitHub cleans what it renders, other viewers do not all; so raw HTML becomes text and a link that the HTML report would
 * refuse leads nowhere. Code is left as it is.
 */
import { plainText } from "./escape.ts";
import { markdown } from "./prose.ts";

// In this order, from the left: an escaped character, a code span, an automatic link, an entity, the start of a tag.
// A span that holds a pipe is not taken as one, as in a table its pipe ends the cell; nor is one of several lines.
const inline =
  /\\.|(?<!`)(`+)(?!`)[^|\n]*?[^`|\n]\1(?!`)|<https?:\/\/[^\s<>]*>|&#?\w{1,31};|<(?=[A-Za-z/!?])/g;
const target = /(\](?:\(|:)\s*<?)([^\s)>]*)/g;

/** `text` with raw HTML as text and without links to scripts; fenced and indented code stays. */
export function plainMarkdown(text: string): string {
  const clean = plainText(text).trim();
  const lines = clean.split("\n");
  const shown: string[] = [];
  let at = 0;
  for (const { type, map } of markdown.parse(clean, {})) {
    if ((type !== "fence" && type !== "code_block") || !map) continue;
    shown.push(...plainLines(lines.slice(at, map[0])));
    shown.push(...lines.slice(map[0], map[1]));
    at = map[1];
  }
  shown.push(...plainLines(lines.slice(at)));
  return shown.join("\n").trim();
}

function plainLines(lines: readonly string[]): string[] {
  return lines.join("\n")
    .replace(inline, plainInline)
    .replace(
      target,
      (found, before: string, link: string) =>
        allowed(link) ? found : `${before}#`,
    )
    .split("\n");
}

function plainInline(found: string): string {
  if (found === "<") return "&lt;";
  // An entity may stand for a mark that reorders the text around it.
  const hidden = found.startsWith("&") &&
    plainText(markdown.utils.unescapeAll(found)) === "";
  return hidden ? "" : found;
}

function allowed(link: string): boolean {
  const { unescapeAll } = markdown.utils;
  return markdown.validateLink(markdown.normalizeLink(unescapeAll(link)));
}
