/** Significant changes of level of relevant size in one series of numbers. */
import {
  changePoints,
  excursions,
  hodgesLehmann,
  median,
} from "../../statistics/mod.ts";

/** Start of a new level and, for a short level, its end. */
export interface LevelChange {
  /** Index of the first value at the new level. */
  readonly index: number;
  /** Index of the first value back at the old level; null for a step, and for a short level at the series' end. */
  readonly end: number | null;
  /** True if the new level is too short for a step: detected together with its end, or at the end of the series. */
  readonly short: boolean;
  /** Medians of the old and the new level, in the unit of the values. */
  readonly before: number;
  readonly after: number;
  /** Number of values of each median. */
  readonly n_before: number;
  readonly n_after: number;
  /** Hodges-Lehmann shift and its 95 % interval; bounds null where values are too few. */
  readonly shift: number;
  readonly lower: number | null;
  readonly upper: number | null;
  /** Adjusted for the search over positions, for all segments of the series and for all series. */
  readonly p: number;
}

export interface LevelOptions {
  /** Minimum number of values of a level before or after a step. @default {5} */
  readonly minimumSegment?: number;
  /** Maximum probability of any false change in all series together, 1 = 100 %. @default {0.05} */
  readonly alpha?: number;
  /** Smallest effect of interest, relative to the old level, 1 = 100 %. @default {0.05} */
  readonly smallest?: number;
  /** Measurement floor: smallest difference that can be resolved, in the unit of the values. @default {0} */
  readonly floor?: number;
  /** Number of series that share alpha, this one included. @default {1} */
  readonly series?: number;
}

/** Number of searches that share alpha: for steps, for short levels, and for short levels of siblings (`shifts()`). */
export const SEARCHES = 3;

/**
 * Returns the steps and short levels of a series, in order of time: see `levelSteps()` and `shortLevels()`. The
 * medians of the levels and the Hodges-Lehmann shift must differ by at least the smallest effect of interest and the
 * measurement floor.
 *
 * Returns none for an empty, constant or short series. Throws RangeError if a value is NaN or infinite.
 */
export function levelChanges(
  values: readonly number[],
  options: LevelOptions = {},
): LevelChange[] {
  const steps = levelSteps(values, options);
  const short = shortLevels(values, steps.map(({ index }) => index), options);
  return [...steps, ...short].sort((a, b) => a.index - b.index);
}

/** Returns the change points of a series that are large enough, in order of time. */
export function levelSteps(
  values: readonly number[],
  { minimumSegment = 5, alpha = 0.05, series = 1, ...effect }: LevelOptions =
    {},
): LevelChange[] {
  const tests = SEARCHES * series;
  const points = changePoints(values, { minimumSegment, alpha: alpha / tests });
  const adjusted = new Map(
    points.map(({ index, adjusted }) => [index, adjusted * tests]),
  );
  return largeSteps(values, points.map(({ index }) => index), effect)
    .map((step) => ({
      ...step,
      end: null,
      short: false,
      p: Math.min(1, adjusted.get(step.index) ?? NaN),
    }));
}

const MIN_SHORT_LEVEL_VALUES = 3;

/**
 * Returns short levels above that of their segment between steps: regressions, where larger is worse. A segment is
 * searched at its share of alpha, as for steps, and against its own values only, because noise may differ between
 * segments. Values at the ends that are not above the level by the smallest effect are cut off.
 */
export function shortLevels(
  values: readonly number[],
  steps: readonly number[],
  { alpha = 0.05, series = 1, ...effect }: LevelOptions = {},
): LevelChange[] {
  if (values.length === 0) return [];
  const bounds = [0, ...steps, values.length];
  return bounds.slice(1).flatMap((to, i) => {
    const from = bounds[i] ?? 0;
    const tests = SEARCHES * series * values.length / (to - from);
    return excursions(values.slice(from, to), { alpha: alpha / tests })
      .flatMap((excursion): LevelChange[] => {
        const [low, high] = [from + excursion.from, from + excursion.to];
        const rest = [...values.slice(from, low), ...values.slice(high, to)];
        const level = median(rest);
        const minimum = minimumDifference(level, effect);
        const isAbove = (index: number) =>
          (values[index] ?? NaN) - level >= minimum;
        let [index, end] = [low, high];
        while (index < end && !isAbove(index)) index++;
        while (end > index && !isAbove(end - 1)) end--;
        // At the edge of a segment the step is reported instead.
        const inside = index > from && (end < to || end === values.length);
        if (!inside || end - index < MIN_SHORT_LEVEL_VALUES) return [];
        const difference = differenceOf(rest, values.slice(index, end));
        if (!isLargeEnough(difference, effect)) return [];
        return [{
          ...difference,
          index,
          end: end === values.length ? null : end,
          short: true,
          p: Math.min(1, excursion.p * tests),
        }];
      });
  });
}

type Effect = Pick<LevelOptions, "smallest" | "floor">;

/** Returns the minimum relevant difference from a level. */
function minimumDifference(
  level: number,
  { smallest = 0.05, floor = 0 }: Effect,
): number {
  return Math.max(floor, smallest * Math.abs(level));
}

/** Checks that a difference reaches the smallest effect of interest and the measurement floor. */
export function isLargeEnough(
  { before, after, shift }: Difference,
  effect: Effect,
): boolean {
  const minimum = minimumDifference(before, effect);
  return Math.abs(after - before) >= minimum && Math.abs(shift) >= minimum;
}

/** Difference between two levels. */
export type Difference = Omit<LevelChange, "index" | "end" | "short" | "p">;

/** Returns the medians of two levels and the shift between them. */
export function differenceOf(
  before: readonly number[],
  after: readonly number[],
): Difference {
  return {
    before: median(before),
    after: median(after),
    n_before: before.length,
    n_after: after.length,
    ...hodgesLehmann(before, after),
  };
}

/** Removes the smallest step that is not large enough, which joins its levels, until all steps are. */
function largeSteps(
  values: readonly number[],
  indices: readonly number[],
  effect: Effect,
): (Difference & { readonly index: number })[] {
  const known = new Map<string, Difference>();
  const between = (from: number, index: number, to: number) => {
    const key = `${from} ${index} ${to}`;
    const difference = known.get(key) ??
      differenceOf(values.slice(from, index), values.slice(index, to));
    known.set(key, difference);
    return difference;
  };
  let kept = [...indices];
  while (true) {
    const steps = kept.map((index, i) => ({
      index,
      ...between(kept[i - 1] ?? 0, index, kept[i + 1] ?? values.length),
    }));
    const small = steps.filter((step) => !isLargeEnough(step, effect));
    if (small.length === 0) return steps;
    const size = ({ before, shift }: Difference) =>
      Math.abs(shift) / (Math.abs(before) || 1);
    const smallest = small.reduce((a, b) => size(b) < size(a) ? b : a);
    kept = kept.filter((index) => index !== smallest.index);
  }
}
