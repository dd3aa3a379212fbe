/**
 * What a notebook imports from `loadline`, by group. `deno task docs` makes the reference.
 *
 * Everything else is behind an entry of its own: `loadline/analysis`, `loadline/figures`, `loadline/record`,
 * `loadline/report`, `loadline/statistics`.
 *
 * @module
 */
export { z } from "zod";
export * from "./api/notebook.ts";
export * from "./api/numbers.ts";
export * from "./api/figures.ts";
export * from "./api/runs.ts";
export * from "./api/scaling.ts";
export * from "./api/recovery.ts";
export * from "./api/monitoring.ts";
export * from "./api/trend.ts";
export * from "./api/recorded.ts";
export * from "./api/statistics.ts";
