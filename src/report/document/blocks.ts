/** Lists the content of a report, in order and numbered, for both Markdown and HTML. */
import type { ExecutedCell, Execution, Output } from "../../notebook/mod.ts";
import { type Display, toDisplay } from "./displays.ts";
import { plainText } from "../text/escape.ts";
import {
  findFirstProse,
  findHeadlineOutput,
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
    /** True if the cell failed; its code is then unfolded. */
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
    /** True if the cell is tagged `raises-exception`. */
    readonly expected: boolean;
  }
  | { readonly kind: "left out"; readonly from: number; readonly to: number };

/** Display with its number; figures and tables are counted separately. */
export type Numbered = Display & {
  /** Counted from 1; 0 for other displays. */
  readonly number: number;
  /** Unique in the report; safe in a file name. */
  readonly slug: string;
};

/**
 * Returns the blocks of a report, without title, question and headline, which are rendered above them. A failed report
 * ends at the failed cell, as a conclusion without the cells before it would mislead.
 */
export function toBlocks({ execution }: Report): Block[] {
  const { cells, failure } = execution;
  const lead = findFirstProse(cells);
  const number = createNumbering();
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
      : outputBlocks(cell, ordinal, number);
    blocks.push(...shown);
    const isFailed = failure?.cell === ordinal;
    if (isFailed && !shown.some(({ kind }) => kind === "error")) {
      blocks.push({
        kind: "error",
        cell: ordinal,
        name: failure.reason,
        message: failure.message,
        expected: false,
      });
    }
    if (isFailed) {
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

type Numbering = (display: Display, cell: number) => Numbered;

function createNumbering(): Numbering {
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
  number: Numbering,
): Block[] {
  const headline = findHeadlineOutput(cell);
  const expected = cell.tags.includes("raises-exception");
  return mergeStreams(cell.outputs).flatMap((output): Block[] => {
    if (output === headline) return [];
    switch (output.type) {
      case "stream": {
        const { name } = output;
        const text = toTerminalText(output.text);
        return text.trim() === "" ? [] : [{ kind: "stream", name, text }];
      }
      case "error": {
        const { name, message } = output;
        return [{ kind: "error", cell: ordinal, name, message, expected }];
      }
      case "display": {
        const display = toDisplay(output.data);
        return display ? [number(display, ordinal)] : [];
      }
    }
  });
}

// The kernel's timing determines how a stream is cut into messages, so these are merged.
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

const MAX_STREAM_CHARACTERS = 20_000;

// Returns a stream as a terminal shows it: of a line that was overwritten with `\r`, only the last text.
function toTerminalText(text: string): string {
  const lines = plainText(text).trimEnd().split("\n").map((line) => {
    const trimmed = line.replace(/\r+$/, "");
    return trimmed.slice(trimmed.lastIndexOf("\r") + 1);
  }).join("\n");
  if (lines.length <= MAX_STREAM_CHARACTERS) return lines;
  const half = MAX_STREAM_CHARACTERS / 2;
  const cut = lines.length - MAX_STREAM_CHARACTERS;
  return `${lines.slice(0, half)}\n… ${cut} characters left out …\n${
    lines.slice(-half)
  }`;
}

/** Describes in one sentence why a report is incomplete; null if it is complete. */
export function describeFailure({ failure }: Execution): string | null {
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

/** Describes in one sentence the cells after the failed one. */
export function describeNotRun(
  { from, to }: { readonly from: number; readonly to: number },
): string {
  return from === to
    ? `Cell ${from} was not run; the report ends here.`
    : `Cells ${from} to ${to} were not run; the report ends here.`;
}

/** Formats the label of a figure or table as a sentence: `Figure 2. Latency by load.` */
export function formatLabel(
  kind: "Figure" | "Table",
  { number, title }: { readonly number: number; readonly title: string },
): string {
  const end = /[.?!…]$/.test(title) ? "" : ".";
  return `${kind} ${number}.${title === "" ? "" : ` ${title}${end}`}`;
}
