/** What a report shows, in order and numbered: the same list for Markdown and for HTML. */
import type { ExecutedCell, Execution, Output } from "../../notebook/mod.ts";
import { type Display, toDisplay } from "./displays.ts";
import { plainText } from "../text/escape.ts";
import {
  firstProse,
  headlineOutput,
  type Report,
  splitLead,
} from "./normalise.ts";
import { uniqueSlugs } from "../text/slug.ts";

export type Block =
  | { readonly kind: "prose"; readonly text: string }
  | { readonly kind: "parameters" }
  | {
    readonly kind: "code";
    /** Ordinal among code cells, counted from 1. */
    readonly cell: number;
    readonly source: string;
    /** Shown unfolded, as the cell failed. */
    readonly failed: boolean;
  }
  | Numbered
  | {
    readonly kind: "stream";
    readonly name: "stdout" | "stderr";
    readonly text: string;
  }
  | {
    readonly kind: "error";
    readonly cell: number;
    readonly name: string;
    readonly message: string;
    /** Whether the cell is tagged `raises-exception`. */
    readonly expected: boolean;
  }
  | { readonly kind: "left out"; readonly from: number; readonly to: number };

/** A display with its place in the report: figures and tables are numbered, each for itself. */
export type Numbered = Display & {
  /** Counted from 1; 0 for what bears no number. */
  readonly number: number;
  /** Unique in the report; safe in a file name. */
  readonly slug: string;
};

/**
 * The blocks of a report.
 *
 * Title, question and headline are not among them, as they stand above. A failed report ends at the failing cell: a
 * conclusion drawn from cells that never ran would be worse than none.
 */
export function toBlocks({ execution }: Report): Block[] {
  const { cells, failure } = execution;
  const lead = firstProse(cells);
  const place = createPlaces();
  const total = cells.filter(({ kind }) => kind === "code").length;
  const blocks: Block[] = [];
  let ordinal = 0;
  for (const cell of cells) {
    if (cell.kind === "raw") continue;
    if (cell.kind === "markdown") {
      if (cell.tags.includes("headline")) continue;
      const text = cell === lead ? splitLead(cell.source).rest : cell.source;
      if (text.trim() !== "") blocks.push({ kind: "prose", text });
      continue;
    }
    ordinal++;
    if (failure && cell.status === "not run" && ordinal !== failure.cell) {
      if (ordinal < failure.cell) continue;
      blocks.push({ kind: "left out", from: ordinal, to: total });
      break;
    }
    blocks.push(...codeBlocks(cell, ordinal, execution));
    const shown = cell.tags.includes("hide-output") && cell.status !== "failed"
      ? []
      : outputBlocks(cell, ordinal, place);
    blocks.push(...shown);
    const blamed = failure?.cell === ordinal;
    if (blamed && !shown.some(({ kind }) => kind === "error")) {
      blocks.push({
        kind: "error",
        cell: ordinal,
        name: failure.reason,
        message: failure.message,
        expected: false,
      });
    }
    if (blamed) {
      if (ordinal < total) {
        blocks.push({ kind: "left out", from: ordinal + 1, to: total });
      }
      break;
    }
  }
  return blocks;
}

function codeBlocks(
  { source, tags, status }: ExecutedCell,
  cell: number,
  { failure }: Execution,
): Block[] {
  const failed = status === "failed" || failure?.cell === cell;
  const blocks: Block[] = [];
  if (source.trim() !== "" && (failed || !tags.includes("hide-input"))) {
    blocks.push({ kind: "code", cell, source, failed });
  }
  if (tags.includes("parameters")) blocks.push({ kind: "parameters" });
  return blocks;
}

type Places = (display: Display, cell: number) => Numbered;

function createPlaces(): Places {
  const counts = new Map<string, number>();
  const unique = uniqueSlugs();
  return (display, cell) => {
    const numbered = display.kind === "table" || display.kind === "figure";
    const number = numbered ? (counts.get(display.kind) ?? 0) + 1 : 0;
    counts.set(display.kind, number);
    const title = display.kind === "figure" ? display.title : "";
    const slug = unique(
      title,
      numbered ? `${display.kind}-${number}` : `output-${cell}`,
    );
    return { ...display, number, slug };
  };
}

function outputBlocks(
  cell: ExecutedCell,
  ordinal: number,
  place: Places,
): Block[] {
  const headline = headlineOutput(cell);
  const expected = cell.tags.includes("raises-exception");
  return mergeStreams(cell.outputs).flatMap((output): Block[] => {
    if (output === headline) return [];
    switch (output.type) {
      case "stream": {
        const { name } = output;
        const text = settled(output.text);
        return text.trim() === "" ? [] : [{ kind: "stream", name, text }];
      }
      case "error": {
        const { name, message } = output;
        return [{ kind: "error", cell: ordinal, name, message, expected }];
      }
      case "display": {
        const display = toDisplay(output.data);
        return display ? [place(display, ordinal)] : [];
      }
    }
  });
}

// How the kernel cuts a stream into messages depends on its timing; the text does not.
function mergeStreams(outputs: readonly Output[]): Output[] {
  const merged: Output[] = [];
  for (const output of outputs) {
    const last = merged.at(-1);
    if (
      output.type === "stream" && last?.type === "stream" &&
      last.name === output.name
    ) {
      merged[merged.length - 1] = { ...last, text: last.text + output.text };
    } else merged.push(output);
  }
  return merged;
}

const longestStream = 20_000;

// A stream as a terminal would leave it: a line that was drawn again and again is there once.
function settled(text: string): string {
  const lines = plainText(text).trimEnd().split("\n").map((line) => {
    const drawn = line.replace(/\r+$/, "");
    return drawn.slice(drawn.lastIndexOf("\r") + 1);
  }).join("\n");
  if (lines.length <= longestStream) return lines;
  const half = longestStream / 2;
  const cut = lines.length - longestStream;
  return `${lines.slice(0, half)}\n… ${cut} characters left out …\n${
    lines.slice(-half)
  }`;
}

/** One sentence on why a report is incomplete; null when it is whole. */
export function failureLine({ failure }: Execution): string | null {
  if (!failure) return null;
  const { cell, line } = failure;
  const where = cell === 0
    ? "The notebook"
    : line === 0
    ? `Cell ${cell}`
    : `Cell ${cell}, line ${line}`;
  const how = {
    types: "does not pass the type check",
    error: "raised an error",
    timeout: "ran out of time",
    "kernel died": "ended the kernel",
  }[failure.reason];
  return `${where} ${how}: ${failure.message}`;
}

/** One sentence on the cells after the one that failed. */
export function leftOut(
  { from, to }: { readonly from: number; readonly to: number },
): string {
  return from === to
    ? `Cell ${from} was not run; the report ends here.`
    : `Cells ${from} to ${to} were not run; the report ends here.`;
}

/** Label of a figure or table, as a sentence: `Figure 2. Latency by load.` */
export function labelOf(
  kind: "Figure" | "Table",
  { number, title }: { readonly number: number; readonly title: string },
): string {
  const end = /[.?!…]$/.test(title) ? "" : ".";
  return `${kind} ${number}.${title === "" ? "" : ` ${title}${end}`}`;
}
