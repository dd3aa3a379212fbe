/**
 * Loads records into DuckDB and queries them as typed rows.
 *
 * 1. `records/`    finds parts on disk and their digests; reads only what has changed since the last load
 *                  `merge/` makes one part of many, so that there are few files to look at
 * 2. `load.ts`     loads changed parts atomically (`change_store.ts`, `insert.ts`, `row_filter.ts`, `tables/schema.ts`)
 *                  `load_lake.ts` into a DuckLake, which many machines share (`lake/`)
 *                  `link_files.ts` leaves large tables in their Parquet
 * 3. `left_out.ts` lists what could not be loaded
 * 4. `store.ts`    runs typed read-only queries over a file (`open.ts`, `plain.ts`) or another `RowSource` (`rows.ts`);
 *                  `open_part.ts` over one run that has just ended, `open_run.ts` over one of the records
 */
export * from "./file/left_out.ts";
export { loadStore } from "./load.ts";
export * from "./load_result.ts";
export * from "./open_part.ts";
export * from "./rows.ts";
export * from "./store.ts";
export * from "./open_run.ts";
export { listRunLines, type RunLine } from "./run_lines.ts";
export { readLake } from "./load_lake.ts";
export { atSnapshot, storeAddress } from "./lake/lake_url.ts";
