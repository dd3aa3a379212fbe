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
