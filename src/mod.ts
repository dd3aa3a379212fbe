/** Public API for notebooks, one line per module. */
export { z } from "zod";
export * from "./analysis/mod.ts";
export * from "./figures/mod.ts";
export { parameters } from "./notebook/mod.ts";
// Single files: the others of `publish` load DuckDB's addon, which a notebook in a report may not.
export { loadDanfo } from "./publish/danfo.ts";
export { openStore } from "./publish/open_store.ts";
export {
  type Estimate,
  excludes,
  formatDuration,
  formatEstimate,
  formatPercent,
  formatProbability,
  formatValue,
  fromBase,
  roundEstimate,
} from "./record/mod.ts";
export {
  bullets,
  column,
  md,
  quoted,
  recordTable,
  table,
} from "./report/mod.ts";
export * from "./statistics/mod.ts";
export type { Store } from "./store/store.ts";
