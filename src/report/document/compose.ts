/** Composes prose with values in a notebook's code cell. */
import { groupDigits } from "../../record/mod.ts";
import { escapeMarkdown, escapeParagraph } from "../text/escape.ts";
import { foldedText } from "../text/fold.ts";

const display: unique symbol = Symbol.for("Jupyter.display");

/** Markdown that a notebook displays. */
export interface Prose {
  readonly markdown: string;
  readonly [display]: () => Record<string, string>;
}

/**
 * Composes Markdown with values: md`The median is **${median}**`. Escapes values, so that text of a record stays text;
 * inserts other prose unchanged, and a list of prose as paragraphs.
 *
 * @example
 * ```ts
 * import { md } from "loadline";
 *
 * md`The median of ${3} runs`.markdown; // "The median of 3 runs"
 * ```
 */
export function md(
  strings: TemplateStringsArray,
  ...values: readonly (string | number | Prose | readonly Prose[])[]
): Prose {
  return toProse(strings.map((part, i) => part + toText(values[i])).join(""));
}

/** Composes a bulleted list. */
export function bullets(lines: readonly Prose[]): Prose {
  return toProse(
    lines.map(({ markdown }) => `- ${markdown.replaceAll("\n", "\n  ")}`)
      .join("\n"),
  );
}

/** Quotes text of a record: escapes each line, no list and no heading begins in it, and keeps the line breaks. */
export function quoted(text: string): Prose {
  return toProse(
    text.trim().split("\n").map((line) =>
      `> ${escapeParagraph(line)}`.trimEnd()
    )
      .join("  \n"),
  );
}

/** Shows text as it is, under a line that opens it: a configuration file, a log. */
export function folded(title: string, text: string): Prose {
  return toProse(foldedText(title, text));
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
  if (typeof value === "number") return groupDigits(String(value));
  if ("markdown" in value) return value.markdown;
  return value.map(({ markdown }) => markdown).join("\n\n");
}
