/**
 * The store, floor 2: records in, typed rows out.
 *
 * 1. `scan.ts`   parts on disk and their digests
 * 2. `load.ts`   what changed goes in, all or nothing (`insert.ts`, `row_filter.ts`, `schema.sql`)
 * 3. `left_out.ts` what could not be loaded
 * 4. `store.ts`  typed queries, read-only, over a file (`open.ts`, `plain.ts`) or another `RowSource` (`rows.ts`);
 *                `open_part.ts` the same of a run that has just ended
 */
export * from "./left_out.ts";
export * from "./load.ts";
export * from "./open_part.ts";
export * from "./rows.ts";
export * from "./store.ts";
