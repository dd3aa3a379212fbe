/**
 * What a notebook imports from `loadline`, by group. `deno task docs` makes the reference.
 *
 * Figures are behind `loadline/figures`, formulas behind `loadline/statistics`; what is no notebook's business behind
 * `loadline/analysis`, `loadline/record` and `loadline/report`.
 *
 * @module
 */
export { z } from "zod";
export * from "./api/notebook.ts";
export * from "./api/numbers.ts";
export * from "./api/runs.ts";
export * from "./api/scaling.ts";
export * from "./api/recovery.ts";
export * from "./api/monitoring.ts";
export * from "./api/forwarding.ts";
export * from "./api/platform.ts";
export * from "./api/trend.ts";
export * from "./api/comparison.ts";
export * from "./api/recorded.ts";
