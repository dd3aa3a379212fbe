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
