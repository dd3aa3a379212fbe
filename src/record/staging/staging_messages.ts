/** Messages between a staged table and the thread that owns its database (`staging_thread.ts`). */
import type { StagedRows } from "./staged_chunk.ts";
import type { FoundNumbers } from "./staged_sql.ts";

/** Column as it is staged. */
export interface StagedField {
  readonly name: string;
  readonly type: "UTINYINT" | "SMALLINT" | "DOUBLE" | "VARCHAR";
}

/** What the thread is told; it carries out one command after another, and replies to each. */
export type StagingCommand =
  /** Opens the database; `path` is that of the table's CSV, `numbers` is the number of its columns of numbers. */
  | { readonly type: "open"; readonly path: string; readonly numbers: number }
  /** Begins a table, to which rows are appended from there on. */
  | {
    readonly type: "begin";
    readonly table: string;
    readonly fields: readonly StagedField[];
  }
  | { readonly type: "append"; readonly rows: StagedRows }
  /** Completes the rows; replies what their numbers turned out to be. */
  | { readonly type: "finish" }
  /** Runs a COPY; replies its number of rows. */
  | { readonly type: "copy"; readonly sql: string }
  /** Closes the database, whatever failed before. */
  | { readonly type: "close" };

/** Reply to each type of command. */
export interface StagingResults {
  readonly open: null;
  readonly begin: null;
  readonly append: null;
  readonly finish: readonly FoundNumbers[];
  readonly copy: number;
  readonly close: null;
}

/** Reply of the thread. */
export type StagingReply =
  | {
    readonly type: "done";
    readonly result: StagingResults[StagingCommand["type"]];
  }
  | { readonly type: "failed"; readonly message: string };
