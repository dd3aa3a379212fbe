/**
 * Loads records into DuckDB and queries them as typed rows.
 *
 * 1. `scan.ts`     finds parts on disk and their digests
 * 2. `load.ts`     loads changed parts atomically (`insert.ts`, `row_filter.ts`, `schema.ts`)
 *                  `freshness.ts` loads only if a file has changed, by sizes and times
 * 3. `left_out.ts` lists what could not be loaded
 * 4. `store.ts`    runs typed read-only queries over a file (`open.ts`, `plain.ts`) or another `RowSource` (`rows.ts`);
 *                  `open_part.ts` over one run that has just ended, `open_run.ts` over one of the records
 */
export * from "./left_out.ts";
export { type LoadOptions, type LoadResult, loadStore } from "./load.ts";
export * from "./open_part.ts";
export * from "./rows.ts";
export * from "./store.ts";
export * from "./open_run.ts";
export { listRunLines, type RunLine } from "./run_lines.ts";
