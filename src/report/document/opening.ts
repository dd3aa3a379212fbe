/** Reads how a notebook opens: the short title, the question in one sentence, and the prose that explains it. */
import type { ExecutedCell } from "../../notebook/mod.ts";
import { escapeParagraph } from "../text/escape.ts";
import { markdown } from "../text/prose.ts";

/** What stands at the top of a notebook, taken apart for the first screen. */
export interface Opening {
  /** Title without a question, as text: `Cluster faults`. */
  readonly subject: string;
  /** What is asked, as one sentence of Markdown; empty if there is none. */
  readonly question: string;
  /** All other prose of the first markdown cell, as Markdown; empty if there is none. */
  readonly asked: string;
}

/** Reads the opening from the title and the first markdown cell. */
export function readOpening(
  title: string,
  cells: readonly ExecutedCell[],
): Opening {
  const { paragraph, rest } = splitLead(findFirstProse(cells)?.source ?? "");
  const titled = /^(.{2,60}?): (\S.*\?)$/s.exec(title);
  if (titled) {
    const [, subject = "", question = ""] = titled;
    return {
      subject,
      question: escapeParagraph(capitalised(question)),
      asked: joined(paragraph, rest),
    };
  }
  const [question, more] = splitSentence(paragraph);
  return { subject: title, question, asked: joined(more, rest) };
}

/** Finds the markdown cell with the title and the question; null if the notebook has no markdown cell. */
export function findFirstProse(
  cells: readonly ExecutedCell[],
): ExecutedCell | null {
  return cells.find(({ kind, tags }) =>
    kind === "markdown" && !tags.includes("headline")
  ) ?? null;
}

/** Splits the first markdown cell, without its title, into its first paragraph and the rest. */
export function splitLead(
  source: string,
): { readonly paragraph: string; readonly rest: string } {
  const lines = source.split("\n");
  const tokens = markdown.parse(source, {})
    .filter(({ level, nesting }) => level === 0 && nesting === 1);
  const cut = (token: { readonly map: [number, number] | null }) => {
    const [from, to] = token.map ?? [0, 0];
    const text = lines.slice(from, to).join("\n").trim();
    lines.fill("", from, to);
    return text;
  };
  const [first] = tokens;
  const titled = first?.type === "heading_open" && first.tag === "h1";
  const next = titled ? tokens[1] : first;
  if (titled) cut(first);
  const paragraph = next?.type === "paragraph_open" ? cut(next) : "";
  return { paragraph, rest: lines.join("\n").trim() };
}

/** Splits a paragraph after its first sentence; one without an end is a sentence. */
function splitSentence(paragraph: string): readonly [string, string] {
  const end = /[.?!][*_]{0,2}\s+(?=[\p{Lu}\p{N}*_`"[(])/u.exec(paragraph);
  if (!end) return [paragraph, ""];
  const at = end.index + end[0].length;
  return [paragraph.slice(0, at).trim(), paragraph.slice(at).trim()];
}

function capitalised(text: string): string {
  return text.replace(/^./u, (first) => first.toUpperCase());
}

function joined(...parts: readonly string[]): string {
  return parts.filter((part) => part !== "").join("\n\n");
}
