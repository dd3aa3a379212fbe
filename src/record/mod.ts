/**
 * The record, floor 1: what every other part reads or writes.
 *
 * In: runs and rows from the lab or an importer. Out: `data/<experiment>/reports.json` and, for each part, tables as CSV
 * (while it is written) or Parquet (once it is closed and large).
 *
 * 1. `model.ts`  zod schemas of run, params and the rows of each table
 * 2. `units.ts`  base units and scaling
 *    `estimate.ts` figures with the digits that their intervals allow
 * 3. `run_id.ts` ids that sort by time
 * 4. `row_check.ts` what a column can hold: nothing else is ever written
 * 5. `write.ts`  append rows, flush each second, compact at close; `append_runs.ts` the runs
 * 6. `manifest.ts` what the tables held when they were closed
 * 7. `read.ts`   runs and parts found on disk, torn tails cut off; `killed_runs.ts` those that nobody runs any more
 */
export * from "./model.ts";
export * from "./units.ts";
export * from "./estimate.ts";
export * from "./run_id.ts";
export * from "./columns.ts";
export * from "./row_check.ts";
export * from "./manifest.ts";
export * from "./write.ts";
export * from "./append_runs.ts";
export * from "./read.ts";
export * from "./killed_runs.ts";
export * from "./read_rows.ts";
export * from "./errors.ts";
export * from "./nearest.ts";
