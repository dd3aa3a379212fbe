/**
 * Run records that people kept by hand: the record as a table, its derived values checked, and the sizing of machines
 * from it.
 *
 * @module
 */
export {
  bracketedLines,
  checkDatapoints,
  configurationName,
  describeRecordedLines,
  describeSizes,
  fitSizing,
  fitsOf,
  lineColumns,
  loadLines,
  loadText,
  machineOf,
  MANY_LOG_LINES,
  passedOn,
  placedSizes,
  recordedLineAnswer,
  recordedLineSeries,
  runRecord,
  runsByName,
  sizingAnswer,
  sizingCoefficients,
  sizingCurve,
  sizingPanels,
  sizingPoints,
  verdictLoads,
} from "../analysis/mod.ts";
