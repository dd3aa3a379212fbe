/**
 * Trends over versions: the level of each series, the change points at which it shifted, what else changed there, and
 * the false alarms of the method.
 *
 * @module
 */
export {
  coincidentShifts,
  countCauses,
  describeTrend,
  describeTrendBasis,
  endpointOf,
  endpointTrend,
  largestShifts,
  recentShifts,
  releaseText,
  seriesTrend,
  shiftEffectRows,
  type ShiftRow,
  shiftRows,
  shortSeries,
  summariseNoise,
  trendAnswer,
  trendReport,
} from "../analysis/mod.ts";
