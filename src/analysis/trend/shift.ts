/** Level shift of one series of runs. */
import type { LevelChange, LevelOptions } from "./level_changes.ts";
import type { SeriesName, TrendPoint } from "./trend.ts";

/** A run next to a shift. */
export type ShiftRun = Pick<
  TrendPoint,
  "run_id" | "started_at" | "version" | "system_version"
>;

/** A shift of one series; durations in seconds. */
export interface Shift extends SeriesName {
  /** Last run at the old level, first at the new one. */
  readonly last: ShiftRun;
  readonly first: ShiftRun;
  /** First run back at the old level, within the smallest effect of it; null if the series has not returned. */
  readonly back: ShiftRun | null;
  /** True if the new level has fewer runs than a step needs. */
  readonly short: boolean;
  /** Medians of run medians at the old and the new level. */
  readonly before: number;
  readonly after: number;
  readonly runs_before: number;
  readonly runs_after: number;
  /** Hodges-Lehmann shift of run medians with its 95 % interval; bounds null where runs are too few. */
  readonly shift: number;
  readonly lower: number | null;
  readonly upper: number | null;
  /** Probability of as clear a change by chance in any series: adjusted for the search and for all series. */
  readonly p: number;
}

/** Options of `shifts`. */
export interface ShiftOptions
  extends Pick<LevelOptions, "minimumSegment" | "alpha" | "smallest"> {
  /** Measurement floor by `seriesKey()`, seconds. @default {no floor} */
  readonly floors?: ReadonlyMap<string, number>;
}

/** Converts a level change to a shift; `back` is the index of the first run back at the old level. */
export function toShift(
  points: readonly TrendPoint[],
  { index, short, n_before, n_after, p, ...difference }: Omit<
    LevelChange,
    "end"
  >,
  back: number | null,
): Shift {
  const { series, subject, kind } = points[index]!;
  const { before, after, shift, lower, upper } = difference;
  return {
    series,
    subject,
    kind,
    last: toRun(points[index - 1]!),
    first: toRun(points[index]!),
    back: back === null ? null : toRun(points[back]!),
    short,
    before,
    after,
    runs_before: n_before,
    runs_after: n_after,
    shift,
    lower,
    upper,
    p,
  };
}

function toRun(
  { run_id, started_at, version, system_version }: TrendPoint,
): ShiftRun {
  return { run_id, started_at, version, system_version };
}
