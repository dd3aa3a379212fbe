/**
 * Trends over versions: the level of each series, the change points at which it shifted, what else changed there, and
 * the false alarms of the method.
 */
export {
  coincidentShifts,
  durationTrend,
  falseAlarms,
  findShiftCauses,
  isRelease,
  measurementFloor,
  noise,
  repetitions,
  seriesKey,
  seriesOf,
  shifts,
  type ShiftWithCauses,
} from "../analysis/mod.ts";
export {
  endpointOf,
  releaseText,
  type ShiftRow,
  shiftRows,
} from "../analysis/trend/shift_rows.ts";
export {
  countCauses,
  shortSeries,
  summariseNoise,
} from "../analysis/trend/trend_summary.ts";
export {
  describeTrend,
  describeTrendBasis,
} from "../analysis/trend/trend_finding.ts";
export { endpointTrend, trendReport } from "../analysis/trend/trend_report.ts";
export {
  largestShifts,
  recentShifts,
} from "../analysis/trend/recent_shifts.ts";
