/**
 * The store, floor 2: records in, typed rows out.
 *
 * 1. `scan.ts`   parts on disk and their digests
 * 2. `load.ts`   what changed goes in, all or nothing (`insert.ts`, `schema.sql`)
 * 3. `open.ts`   read-only sessions, typed queries (`plain.ts`)
 */
export * from "./load.ts";
export * from "./open.ts";
