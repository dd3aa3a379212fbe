/**
 * The store, floor 2: records in, typed rows out.
 *
 * 1. `scan.ts`   parts on disk and their digests
 * 2. `load.ts`   what changed goes in, all or nothing (`insert.ts`, `schema.sql`)
 * 3. `open.ts`   read-only sessions, typed queries (`plain.ts`); `open_part.ts` the same of a run that has just ended
 */
export * from "./load.ts";
export * from "./open.ts";
export * from "./open_part.ts";
