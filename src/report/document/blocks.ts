/** Lists the content of a report, in order and numbered, for both Markdown and HTML. */
import type { ExecutedCell, Execution, Output } from "../../notebook/mod.ts";
import { type Display, toDisplay } from "./displays.ts";
import { plainText } from "../text/escape.ts";
import { findHeadlineOutput, type Report } from "./normalise.ts";
import { findFirstProse } from "./opening.ts";
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

/** Figure with its number. */
export type NumberedFigure = Extract<Numbered, { readonly kind: "figure" }>;

/** What stands below the first lines of a report. */
export interface Content {
  /** First figure of the cell tagged `lead`, shown with the answer; null if there is none. */
  readonly lead: NumberedFigure | null;
  /** All else, in order. */
  readonly blocks: readonly Block[];
}

const ASKED = "## What was asked, and how";

/**
 * Returns the content of a report, without title, question and headline, which are rendered above it. A failed report
 * ends at the failed cell, as a conclusion without the cells before it would mislead.
 */
export function toContent(report: Report): Content {
  const { asked, execution } = report;
  const { cells, failure } = execution;
  const first = findFirstProse(cells);
  const number = createNumbering();
  const lead = findLead(execution, number);
  const total = cells.filter(({ kind }) => kind === "code").length;
  const blocks: Block[] = [];
  let ordinal = 0;
  for (const cell of cells) {
    if (cell.kind === "raw") continue;
    if (cell.kind === "markdown") {
      if (cell.tags.includes("headline")) continue;
      const text = cell === first ? underHeading(asked) : cell.source;
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
      : outputBlocks(cell, ordinal, number, [
        findHeadlineOutput(cell),
        cell === lead?.cell ? lead.output : null,
      ]);
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
  return { lead: lead?.figure ?? null, blocks };
}

/** Returns the prose under the title with a heading, unless it begins with one of its own. */
function underHeading(asked: string): string {
  return asked === "" || /^#{1,6} /.test(asked)
    ? asked
    : `${ASKED}\n\n${asked}`;
}

interface Lead {
  readonly cell: ExecutedCell;
  readonly output: Output;
  readonly figure: NumberedFigure;
}

/** Finds the lead figure and numbers it, before all others; null if there is none, or if its cell failed. */
function findLead(
  { cells }: Execution,
  number: Numbering,
): Lead | null {
  const cell = cells.find(({ kind, tags, status }) =>
    kind === "code" && tags.includes("lead") && status === "ok"
  );
  for (const output of cell?.outputs ?? []) {
    const display = output.type === "display" ? toDisplay(output.data) : null;
    if (display?.kind !== "figure") continue;
    const figure = number(display, 0);
    if (cell && figure.kind === "figure") return { cell, output, figure };
  }
  return null;
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
  apart: readonly (Output | null)[],
): Block[] {
  const expected = cell.tags.includes("raises-exception");
  return mergeStreams(cell.outputs).flatMap((output): Block[] => {
    if (apart.includes(output)) return [];
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
