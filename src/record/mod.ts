/**
 * The common format of all results.
 *
 * In: runs and rows from the lab or an importer. Out: `data/<experiment>/reports.json` and, for each part, tables as CSV
 * (while it is written) or Parquet (once it is closed and large).
 *
 * 1. `model/` what a record holds: schemas and columns of runs and tables, the words that the lab writes, units, ids, and
 *    estimates with the digits that their intervals support
 * 2. `folders/` makes the folders of what is written, and says what a file system refuses
 * 3. `staging/` holds many rows in a database, in a thread of its own, until they are written
 * 4. `disk/` writes and reads it: each value is checked, rows are flushed every second and compacted at close, and read
 *    without torn tails; old formats are read in the shape of the present one
 *
 * @module
 */
export * from "./model/model.ts";
export * from "./model/units.ts";
export * from "./model/counted.ts";
export * from "./model/estimate.ts";
export * from "./model/names.ts";
export * from "./model/params.ts";
export * from "./model/run_id.ts";
export * from "./model/vocabulary.ts";
export type * from "./model/stage_model.ts";
export * from "./model/stage_models.ts";
export * from "./model/event.ts";
export * from "./model/columns.ts";
export * from "./model/row_batch.ts";
export * from "./model/sql_text.ts";
export * from "./disk/batch_check.ts";
export * from "./disk/row_query.ts";
export * from "./disk/table_source.ts";
export * from "./disk/row_check.ts";
export * from "./disk/run_check.ts";
export * from "./disk/manifest.ts";
export * from "./disk/write.ts";
export {
  type AppendOptions,
  appendRuns,
  RECORDS_LOCK,
} from "./disk/append_runs.ts";
export * from "./disk/read.ts";
export * from "./disk/killed_runs.ts";
export * from "./disk/if_there.ts";
export * from "./disk/write_whole.ts";
export * from "./disk/read_rows.ts";
export * from "./model/errors.ts";
export * from "./model/nearest.ts";
