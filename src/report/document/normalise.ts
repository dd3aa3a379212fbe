/** Converts an execution and its provenance to the input of all renderers. */
import type { ExecutedCell, Execution, Output } from "../../notebook/mod.ts";
import { ANSWER_MIME, AnswerData } from "./answer_data.ts";
import { escapeParagraph, plainText } from "../text/escape.ts";
import { type Opening, readOpening } from "./opening.ts";
import type { Provenance } from "./provenance.ts";

/** Executed notebook in the form that all renderers read. */
export interface Report extends Opening {
  /** Name of the notebook; its slug names the files. */
  readonly name: string;
  /** Title of the notebook, as text, with its question: `Cluster faults: what does a fault cost?` */
  readonly title: string;
  /** Result as Markdown, from the cell tagged `headline`; the verdict of an answer; empty if there is none. */
  readonly headline: string;
  /** Answer that the same cell shows; null if it shows text, or if there is none. */
  readonly answer: AnswerData | null;
  readonly execution: Execution;
  readonly provenance: Provenance;
}

/** Returns the report of an execution, complete or failed. */
export function toReport(
  execution: Execution,
  provenance: Provenance,
): Report {
  const { notebook, cells } = execution;
  const answer = findAnswer(cells);
  return {
    name: notebook.name,
    title: notebook.title,
    ...readOpening(notebook.title, cells),
    headline: answer?.verdict.trim() ?? findHeadline(cells),
    answer,
    execution,
    provenance,
  };
}

function findAnswer(cells: readonly ExecutedCell[]): AnswerData | null {
  const cell = cells.find(({ tags }) => tags.includes("headline"));
  return cell ? toAnswer(findHeadlineOutput(cell)) : null;
}

function toAnswer(output: Output | null): AnswerData | null {
  if (output?.type !== "display") return null;
  return AnswerData.safeParse(output.data[ANSWER_MIME]).data ?? null;
}

function findHeadline(cells: readonly ExecutedCell[]): string {
  const cell = cells.find(({ tags }) => tags.includes("headline"));
  if (!cell) return "";
  if (cell.kind === "markdown") return cell.source.trim();
  const output = findHeadlineOutput(cell);
  if (output?.type !== "display") return "";
  const source = output.data["text/markdown"];
  if (typeof source === "string") return source.trim();
  return escapeParagraph(unquote(String(output.data["text/plain"])));
}

/** Finds the headline among the displays of a cell tagged `headline`: an answer, else the first text; null if none. */
export function findHeadlineOutput(
  { tags, outputs }: ExecutedCell,
): Output | null {
  if (!tags.includes("headline")) return null;
  const answer = outputs.find((output) => toAnswer(output) !== null);
  return answer ?? outputs.find((output) =>
    output.type === "display" &&
    (typeof output.data["text/markdown"] === "string" ||
      typeof output.data["text/plain"] === "string")
  ) ?? null;
}

// The kernel displays a string that is the last expression of a cell in quotes.
function unquote(text: string): string {
  const plain = plainText(text).trim();
  const [, quote, inner] = /^(["'`])([\s\S]*)\1$/.exec(plain) ?? [];
  return quote && inner !== undefined
    ? inner.replaceAll(`\\${quote}`, quote).replaceAll("\\n", "\n")
    : plain;
}
