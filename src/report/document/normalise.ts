/** An execution and its provenance into the one input of every renderer. */
import type { ExecutedCell, Execution, Output } from "../../notebook/mod.ts";
import { escapeParagraph, plainText } from "../text/escape.ts";
import { markdown } from "../text/prose.ts";
import type { Provenance } from "./provenance.ts";

export interface Report {
  /** Name of the notebook; its slug names the files. */
  readonly name: string;
  readonly title: string;
  /** The answer, as Markdown from the cell tagged `headline`; empty when it gave none. */
  readonly headline: string;
  /** First paragraph under the title, as Markdown; empty when there is none. */
  readonly question: string;
  readonly execution: Execution;
  readonly provenance: Provenance;
}

/** The report of an execution, whole or failed. */
export function toReport(
  execution: Execution,
  provenance: Provenance,
): Report {
  const { notebook, cells } = execution;
  return {
    name: notebook.name,
    title: notebook.title,
    headline: headlineOf(cells),
    question: splitLead(firstProse(cells)?.source ?? "").question,
    execution,
    provenance,
  };
}

/** The markdown cell that holds the title and the question; null when the notebook has no markdown cell. */
export function firstProse(
  cells: readonly ExecutedCell[],
): ExecutedCell | null {
  return cells.find(({ kind, tags }) =>
    kind === "markdown" && !tags.includes("headline")
  ) ?? null;
}

/** The first markdown cell without its title and its first paragraph, which the report prints above everything. */
export function splitLead(
  source: string,
): { readonly question: string; readonly rest: string } {
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
  const question = next?.type === "paragraph_open" ? cut(next) : "";
  return { question, rest: lines.join("\n").trim() };
}

function headlineOf(cells: readonly ExecutedCell[]): string {
  const cell = cells.find(({ tags }) => tags.includes("headline"));
  if (!cell) return "";
  if (cell.kind === "markdown") return cell.source.trim();
  const output = headlineOutput(cell);
  if (output?.type !== "display") return "";
  const written = output.data["text/markdown"];
  if (typeof written === "string") return written.trim();
  return escapeParagraph(unquoted(String(output.data["text/plain"])));
}

/** The display of a cell tagged `headline` that is the headline: the first that is text; null when it has none. */
export function headlineOutput(
  { tags, outputs }: ExecutedCell,
): Output | null {
  if (!tags.includes("headline")) return null;
  return outputs.find((output) =>
    output.type === "display" &&
    (typeof output.data["text/markdown"] === "string" ||
      typeof output.data["text/plain"] === "string")
  ) ?? null;
}

// A string as last expression of a cell is shown as the kernel inspects it, in quotes.
function unquoted(text: string): string {
  const plain = plainText(text).trim();
  const [, quote, inner] = /^(["'`])([\s\S]*)\1$/.exec(plain) ?? [];
  return quote && inner !== undefined
    ? inner.replaceAll(`\\${quote}`, quote).replaceAll("\\n", "\n")
    : plain;
}
