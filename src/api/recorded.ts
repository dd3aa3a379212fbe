/**
 * Run records that people kept by hand: the record as a table, its derived values checked, and the sizing of machines
 * from it.
 */
export {
  checkDatapoints,
  fitSizing,
  passedOn,
  placeOf,
  runRecord,
  runsByName,
  sizingCurve,
  type SizingFit,
  sizingPoints,
  sizingTable,
} from "../analysis/mod.ts";
export {
  MANY_LOG_LINES,
  verdictLoads,
} from "../analysis/recorded/verdict_loads.ts";
export { describeRecordedLines } from "../analysis/recorded/recorded_finding.ts";
export { describeSizes } from "../analysis/recorded/sizing_finding.ts";
export {
  fitsOf,
  placedSizes,
  sizingCoefficients,
} from "../analysis/recorded/published_sizing.ts";
export { lineColumns } from "../analysis/recorded/line_columns.ts";
export { loadText } from "../analysis/recorded/line_text.ts";
export { machineOf } from "../analysis/recorded/verdict_loads.ts";
