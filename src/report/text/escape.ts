/** Text from a record into HTML or Markdown, where it may say anything and do nothing. */

// deno-lint-ignore no-control-regex -- these are the characters to remove
const ansi = /\x1b\[[0-9;?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)/g;
// deno-lint-ignore no-control-regex -- as above; tab and newline stay
const controls = /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]/g;
// Marks that reorder the text around them, so that a name could read as another.
const reordering = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** Text without terminal colours, control characters and marks that reorder it; newlines and tabs stay. */
export function plainText(text: string): string {
  return text.replace(ansi, "").replaceAll("\r\n", "\n").replace(controls, "")
    .replace(reordering, "");
}

/** Text for an element's content or a double-quoted attribute, in HTML and in XML. */
export function escapeHtml(text: string): string {
  return plainText(text).replaceAll("&", "&amp;").replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;").replaceAll('"', "&quot;").replaceAll("'", "&#39;");
}

/**
 * Text as one line of Markdown that renders as exactly that text, in a paragraph as in a table cell.
 *
 * An underscore inside a word stays bare: it cannot start emphasis there, and `p99_seconds` stays readable in the source.
 */
export function escapeMarkdown(text: string): string {
  return plainText(text).replace(/\s+/g, " ").trim()
    .replace(/[\\`*~[\]|$]/g, "\\$&")
    .replace(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, "\\_")
    .replace(/&(?=#?\w+;)/g, "&amp;").replaceAll("<", "&lt;");
}

/** As `escapeMarkdown`, for text at the start of a line, where a mark could begin a list or a heading. */
export function escapeParagraph(text: string): string {
  return escapeMarkdown(text).replace(/^[#+>=-]/, "\\$&")
    .replace(/^(\d+)([.)])/, "$1\\$2");
}

/** Text as a fenced block, its fence longer than any run of backticks in it. */
export function fenced(text: string, language = "text"): string {
  const longest = Math.max(
    2,
    ...[...text.matchAll(/`+/g)].map(([run]) => run.length),
  );
  const fence = "`".repeat(longest + 1);
  return `${fence}${language}\n${plainText(text).trimEnd()}\n${fence}`;
}

/** Text as a code span, its ticks longer than any run of backticks in it; a pipe would split a table cell. */
export function codeSpan(text: string): string {
  const line = plainText(text).replace(/\s+/g, " ").trim();
  if (line === "") return "";
  if (/[`|]/.test(line)) return escapeMarkdown(line);
  return `\`${line}\``;
}
