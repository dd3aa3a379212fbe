/** Prose with figures in it, written in a notebook's code cell. */
import { escapeMarkdown } from "../text/escape.ts";

const display: unique symbol = Symbol.for("Jupyter.display");

/** Markdown that shows itself in a notebook. */
export interface Prose {
  readonly markdown: string;
  readonly [display]: () => Record<string, string>;
}

/**
 * Markdown with values in it: md`The median is **${median}**`. Values are escaped, so that a record's text is only ever text;
 * other prose is joined as it is, a list of prose in paragraphs.
 */
export function md(
  strings: TemplateStringsArray,
  ...values: readonly (string | number | Prose | readonly Prose[])[]
): Prose {
  return toProse(strings.map((part, i) => part + toText(values[i])).join(""));
}

/** One line of prose after another as a bulleted list. */
export function bullets(lines: readonly Prose[]): Prose {
  return toProse(
    lines.map(({ markdown }) => `- ${markdown.replaceAll("\n", "\n  ")}`)
      .join("\n"),
  );
}

/** Text from a record as a block quote: each line escaped, its line breaks kept. */
export function quoted(text: string): Prose {
  return toProse(
    text.trim().split("\n").map((line) => `> ${escapeMarkdown(line)}`.trimEnd())
      .join("  \n"),
  );
}

function toProse(markdown: string): Prose {
  return {
    markdown,
    [display]: () => ({ "text/markdown": markdown, "text/plain": markdown }),
  };
}

function toText(
  value: string | number | Prose | readonly Prose[] | undefined,
): string {
  if (value === undefined) return "";
  if (typeof value === "string") return escapeMarkdown(value);
  if (typeof value === "number") return String(value);
  if ("markdown" in value) return value.markdown;
  return value.map(({ markdown }) => markdown).join("\n\n");
}
