/**
 * Models a notebook as plain data, before and after execution.
 *
 * `readNotebook` normalises the variants of nbformat (sources as lists of lines, absent tags, absent cell IDs); no
 * field here is optional.
 */
import type { Output } from "../jupyter/output.ts";

/** Committed cell: its source and tags, without outputs. */
export interface Cell {
  /** nbformat's stable cell ID, or `cell-<n>` counted from 1 if the file has none. */
  readonly id: string;
  readonly kind: "markdown" | "code" | "raw";
  readonly source: string;
  /** nbformat tags; used are `parameters`, `headline`, `lead`, `hide-input`, `hide-output` and `raises-exception`. */
  readonly tags: readonly string[];
}

/** Committed notebook. */
export interface Notebook {
  /** File name without `.ipynb`; names the report. */
  readonly name: string;
  /** Text of the first level-one heading, else the name. */
  readonly title: string;
  /** False for notebooks that run only if named on the command line. */
  readonly byDefault: boolean;
  /** Folders of `optional/` whose packages must be installed before it runs. */
  readonly requires: readonly string[];
  /** Group in the index of reports: `Clusters`; empty for one by its records. */
  readonly family: string;
  readonly cells: readonly Cell[];
}

export interface ExecutedCell extends Cell {
  readonly outputs: readonly Output[];
  readonly status: "ok" | "failed" | "not run";
}

/** Reason why an execution stopped. */
export interface Failure {
  readonly reason: "types" | "error" | "timeout" | "kernel died";
  /** Ordinal of the failed cell among code cells, counted from 1; 0 if the failure is of no cell. */
  readonly cell: number;
  /** Line in that cell, counted from 1; 0 when unknown. */
  readonly line: number;
  readonly message: string;
}

/** Executed notebook, complete or up to the failed cell. */
export interface Execution {
  readonly notebook: Notebook;
  readonly cells: readonly ExecutedCell[];
  /** Resolved values of the `parameters` cell; empty without one. */
  readonly parameters: Readonly<Record<string, unknown>>;
  /** What each of them means, with its unit; empty where the notebook does not say. */
  readonly meanings: Readonly<Record<string, string>>;
  /** Experiments whose records it opened, sorted; `*` means all. */
  readonly reads: readonly string[];
  /** Null if every cell ran. */
  readonly failure: Failure | null;
}
