/**
 * Numbers as text. Stored values are in base units (seconds, bytes, 1 = 100 %) and are scaled only when they are
 * printed; an estimate is printed with the digits that its interval supports.
 *
 * @module
 */
export { percentAtLeast } from "../analysis/mod.ts";
export {
  type Estimate,
  excludes,
  formatDuration,
  formatEstimate,
  formatPercent,
  formatProbability,
  formatValue,
  fromBase,
} from "../record/mod.ts";
