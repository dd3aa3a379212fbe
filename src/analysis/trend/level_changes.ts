/** Changes of level in one series of numbers, large enough to matter and rarer than chance allows. */
import {
  changePoints,
  excursions,
  hodgesLehmann,
  median,
} from "../../statistics/mod.ts";

/** A level that began, and, if it was short, ended. */
export interface LevelChange {
  /** Index of the first value at the new level. */
  readonly index: number;
  /** Index of the first value back at the old level; null of a step, and of a short level that holds the newest value. */
  readonly end: number | null;
  /** Whether the new level is too short for a step: found together with its end, or at the end of the series. */
  readonly short: boolean;
  /** Medians of the level before and of the new one, in the unit of the values. */
  readonly before: number;
  readonly after: number;
  /** Values that the medians rest on. */
  readonly n_before: number;
  readonly n_after: number;
  /** Hodges-Lehmann shift and its 95 % interval; bounds null where values are too few. */
  readonly shift: number;
  readonly lower: number | null;
  readonly upper: number | null;
  /** Adjusted for the search for the place, for all segments of the series and for all series. */
  readonly p: number;
}

export interface LevelOptions {
  /** Fewest values of a level before or after a step. @default {5} */
  readonly minimumSegment?: number;
  /** Largest chance of any false change in all series together, 1 = 100 %. @default {0.05} */
  readonly alpha?: number;
  /** Smallest effect of interest, relative to the level before, 1 = 100 %. @default {0.05} */
  readonly smallest?: number;
  /** Smallest difference that the measurement can tell, in the unit of the values. @default {0} */
  readonly floor?: number;
  /** Series that are searched beside this one and share alpha with it; this one counts. @default {1} */
  readonly series?: number;
}

/** Searches that share alpha: for steps, for short levels, and for those of other series in the same days (`shifts()`). */
export const SEARCHES = 3;

/**
 * Steps and short levels of a series, in order of time: see `levelSteps()` and `shortLevels()`. A change must differ from the
 * level before, by its medians and by its Hodges-Lehmann shift, by at least the smallest effect of interest and by at least
 * the measurement floor.
 *
 * An empty, constant or short series has none. Throws a RangeError for a value that is NaN or infinite.
 */
export function levelChanges(
  values: readonly number[],
  options: LevelOptions = {},
): LevelChange[] {
  const steps = levelSteps(values, options);
  const short = shortLevels(values, steps.map(({ index }) => index), options);
  return [...steps, ...short].sort((a, b) => a.index - b.index);
}

/** Change points of a series that are large enough, in order of time. */
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

/** Fewest values of a short level. */
const SHORTEST = 3;

/**
 * Short levels above that of the segment between steps that they lie in: regressions, where larger is worse. A segment is
 * searched at its share of alpha, as for steps, and against its own values only: those of other segments may be of a time
 * with less noise. Ends that are not above the level by the smallest effect are cut off; fewer than three values are none.
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
      .flatMap((found): LevelChange[] => {
        const [low, high] = [from + found.from, from + found.to];
        const rest = [...values.slice(from, low), ...values.slice(high, to)];
        const level = median(rest);
        const least = leastDifference(level, effect);
        const matter = (index: number) =>
          (values[index] ?? NaN) - level >= least;
        let [index, end] = [low, high];
        while (index < end && !matter(index)) index++;
        while (end > index && !matter(end - 1)) end--;
        // At the edge of a segment it is the step that is told.
        const inside = index > from && (end < to || end === values.length);
        if (!inside || end - index < SHORTEST) return [];
        const difference = differenceOf(rest, values.slice(index, end));
        if (!matters(difference, effect)) return [];
        return [{
          ...difference,
          index,
          end: end === values.length ? null : end,
          short: true,
          p: Math.min(1, found.p * tests),
        }];
      });
  });
}

type Effect = Pick<LevelOptions, "smallest" | "floor">;

/** Smallest difference from a level that counts. */
function leastDifference(
  level: number,
  { smallest = 0.05, floor = 0 }: Effect,
): number {
  return Math.max(floor, smallest * Math.abs(level));
}

/** Whether a difference is at least the smallest effect of interest and the measurement floor. */
export function matters(
  { before, after, shift }: Difference,
  effect: Effect,
): boolean {
  const least = leastDifference(before, effect);
  return Math.abs(after - before) >= least && Math.abs(shift) >= least;
}

/** How two levels differ. */
export type Difference = Omit<LevelChange, "index" | "end" | "short" | "p">;

/** Medians of two levels and the shift between them. */
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

/** Steps that matter: the smallest of those that do not is taken out, its sides become one level, until all do. */
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
    const small = steps.filter((step) => !matters(step, effect));
    if (small.length === 0) return steps;
    const size = ({ before, shift }: Difference) =>
      Math.abs(shift) / (Math.abs(before) || 1);
    const least = small.reduce((a, b) => size(b) < size(a) ? b : a);
    kept = kept.filter((index) => index !== least.index);
  }
}
