/**
 * A notebook as plain data, before and after it ran.
 *
 * What the kernel's protocol and nbformat leave loose (sources as lists of lines, absent tags, absent cell ids) is
 * normalised once by `readNotebook`; nothing in here is optional.
 */
import type { Output } from "../jupyter/output.ts";

/** One cell as committed: its source and tags, never its outputs. */
export interface Cell {
  /** nbformat's stable cell id, or `cell-<n>` counted from 1 where the file has none. */
  readonly id: string;
  readonly kind: "markdown" | "code" | "raw";
  readonly source: string;
  /** nbformat tags; `parameters`, `headline`, `hide-input`, `raises-exception` mean something to us. */
  readonly tags: readonly string[];
}

/** A committed notebook. */
export interface Notebook {
  /** File name without `.ipynb`; names the report. */
  readonly name: string;
  /** Text of the first level-one heading, else the name. */
  readonly title: string;
  /** False for notebooks that run only when named on the command line. */
  readonly byDefault: boolean;
  /** Folders of `optional/` whose packages must be installed before it runs. */
  readonly requires: readonly string[];
  readonly cells: readonly Cell[];
}

export interface ExecutedCell extends Cell {
  readonly outputs: readonly Output[];
  readonly status: "ok" | "failed" | "not run";
}

/** Why an execution stopped. */
export interface Failure {
  readonly reason: "types" | "error" | "timeout" | "kernel died";
  /** Ordinal of the cell among code cells, counted from 1; 0 when no cell is to blame. */
  readonly cell: number;
  /** Line in that cell, counted from 1; 0 when unknown. */
  readonly line: number;
  readonly message: string;
}

/** A notebook after it ran, whole or up to the failing cell. */
export interface Execution {
  readonly notebook: Notebook;
  readonly cells: readonly ExecutedCell[];
  /** Resolved values of the `parameters` cell; empty when there is none. */
  readonly parameters: Readonly<Record<string, unknown>>;
  /** Experiments whose records it opened, sorted; `*` means all. */
  readonly reads: readonly string[];
  /** Null when every cell ran. */
  readonly failure: Failure | null;
}
