/** A change of level of one series of runs. */
import type { LevelChange, LevelOptions } from "./level_changes.ts";
import type { SeriesName, TrendPoint } from "./trend.ts";

/** A run beside a change of level. */
export type ShiftRun = Pick<
  TrendPoint,
  "run_id" | "started_at" | "version" | "system_version"
>;

/** A change of level of one series; durations in seconds. */
export interface Shift extends SeriesName {
  /** Last run at the old level, first at the new one. */
  readonly last: ShiftRun;
  readonly first: ShiftRun;
  /** First run back at the old level, less than the smallest effect from it; null while the newest run is not. */
  readonly back: ShiftRun | null;
  /** Whether fewer runs than a step needs were at the new level. */
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
  /** Adjusted for the search in the series and for all series: the chance of as clear a change in any of them. */
  readonly p: number;
}

export interface ShiftOptions
  extends Pick<LevelOptions, "minimumSegment" | "alpha" | "smallest"> {
  /** Smallest difference that counts, by `seriesKey()`, seconds. @default {no floor} */
  readonly floors?: ReadonlyMap<string, number>;
}

/** A change of level at a place of a series, and the place at which it was back. */
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
