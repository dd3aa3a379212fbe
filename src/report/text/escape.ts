/** Escapes text of records for HTML and Markdown. */

// deno-lint-ignore no-control-regex -- these are the characters to remove
const ansi = /\x1b\[[0-9;?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)/g;
// deno-lint-ignore no-control-regex -- as above; tab and newline stay
const controls = /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]/g;
const reordering = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;
// ASCII without `"`, `&`, `'`, `<`, `>`: nothing of it is removed or escaped. Most texts of a figure, which has thousands.
const harmless = /^[\t\n !#-%(-;=?-~]*$/;

/** Removes bidirectional marks, which reorder the text around them and so could disguise a name. */
export function withoutReordering(text: string): string {
  return text.replace(reordering, "");
}

/** Removes terminal colours, control characters and bidirectional marks; keeps newlines and tabs. */
export function plainText(text: string): string {
  return withoutReordering(
    text.replace(ansi, "").replaceAll("\r\n", "\n").replace(controls, ""),
  );
}

/** Escapes text for an element's content or a quoted attribute, in HTML and XML. */
export function escapeHtml(text: string): string {
  if (harmless.test(text)) return text;
  return plainText(text).replaceAll("&", "&amp;").replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;").replaceAll('"', "&quot;").replaceAll("'", "&#39;");
}

/**
 * Escapes text as one line of Markdown that renders as exactly this text, in a paragraph and in a table cell.
 *
 * Keeps an underscore inside a word: it cannot start emphasis there, and `p99_seconds` stays readable in the source.
 */
export function escapeMarkdown(text: string): string {
  return plainText(text).replace(/\s+/g, " ").trim()
    .replace(/[\\`*~[\]|$]/g, "\\$&")
    .replace(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, "\\_")
    .replace(/&(?=#?\w+;)/g, "&amp;").replaceAll("<", "&lt;");
}

/** Escapes as `escapeMarkdown`, and also marks at the start that would begin a list or a heading. */
export function escapeParagraph(text: string): string {
  return escapeMarkdown(text).replace(/^[#+>=-]/, "\\$&")
    .replace(/^(\d+)([.)])/, "$1\\$2");
}

/** Returns text as a fenced block, with a fence longer than any run of backticks in it. */
export function fenced(text: string, language = "text"): string {
  const longest = Math.max(
    2,
    ...[...text.matchAll(/`+/g)].map(([run]) => run.length),
  );
  const fence = "`".repeat(longest + 1);
  return `${fence}${language}\n${plainText(text).trimEnd()}\n${fence}`;
}

/** Returns text as a code span, or escaped if it contains backticks, or pipes, which would split a table cell. */
export function codeSpan(text: string): string {
  const line = plainText(text).replace(/\s+/g, " ").trim();
  if (line === "") return "";
  if (/[`|]/.test(line)) return escapeMarkdown(line);
  return `\`${line}\``;
}
