/**
 * The common format of all results.
 *
 * In: runs and rows from the lab or an importer. Out: `data/<experiment>/reports.json` and, for each part, tables as CSV
 * (while it is written) or Parquet (once it is closed and large).
 *
 * 1. `model.ts`  zod schemas of run, params and the rows of each table; `columns.ts` derives their columns
 *    `vocabulary.ts` the words that the lab writes; `event.ts` creates events
 * 2. `units.ts`  base units and scaling; `estimate.ts` estimates with the digits that their intervals support
 * 3. `run_id.ts` ids that sort by time
 * 4. `row_check.ts` checks each value before it is written
 * 5. `write.ts`  appends rows, flushes every second, compacts at close; `append_runs.ts` appends the runs
 * 6. `manifest.ts` rows and checksums of the tables at their close
 * 7. `read.ts`   reads runs and parts from disk without torn tails; `killed_runs.ts` detects killed runs;
 *    `table_source.ts` reads tables by SQL; `format_1.ts` reads old records
 *
 * @module
 */
export * from "./model.ts";
export * from "./units.ts";
export * from "./estimate.ts";
export * from "./run_id.ts";
export * from "./vocabulary.ts";
export * from "./event.ts";
export * from "./columns.ts";
export * from "./table_source.ts";
export * from "./row_check.ts";
export * from "./manifest.ts";
export * from "./write.ts";
export * from "./append_runs.ts";
export * from "./read.ts";
export * from "./killed_runs.ts";
export * from "./read_if_there.ts";
export * from "./read_rows.ts";
export * from "./errors.ts";
export * from "./nearest.ts";
