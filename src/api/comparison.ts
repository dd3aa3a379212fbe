/**
 * Two sets of runs side by side, and the history of a metric: what is beyond chance, what else changed, and how often
 * the method raises a false alarm. `deno task compare` prints the same comparison.
 *
 * @module
 */
export { comparisonReport, historyReport } from "../analysis/mod.ts";
