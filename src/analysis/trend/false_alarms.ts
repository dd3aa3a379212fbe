/** Estimates the false alarm rate of the search for shifts on the data under analysis (A/A test). */
import {
  seededRandom,
  wilson,
  type WilsonInterval,
} from "../../statistics/mod.ts";
import { type LevelChange, levelSteps, shortLevels } from "./level_changes.ts";
import { type Shift, type ShiftOptions, toShift } from "./shift.ts";
import { siblingLevels } from "./sibling_levels.ts";
import { seriesKey, seriesOf, type TrendPoint } from "./trend.ts";

/** Alarms of an A/A test: a search on series without shifts. */
export interface FalseAlarms {
  /** Number of times that all series were shuffled and searched. */
  readonly rounds: number;
  /** Shifts found in each round over all series, all of them false. */
  readonly alarms: readonly number[];
  /** Share of rounds with any alarm; alpha is its long-run limit. */
  readonly any: WilsonInterval;
}

/** Options of `falseAlarms`. */
export interface FalseAlarmOptions extends ShiftOptions {
  /** @default {40} */
  readonly rounds?: number;
  /** Seed of the shuffles; the same seed gives the same result. @default {1} */
  readonly seed?: number;
}

/**
 * Shuffles the runs within each segment between the detected steps and searches as `shifts()` does: each segment for
 * steps at its share of alpha, each series with its segments for short levels, and the siblings of those found. The
 * shuffle also removes autocorrelation of neighbouring runs; where it exists, false alarms are more frequent than
 * estimated.
 */
export function falseAlarms(
  points: readonly TrendPoint[],
  found: readonly Shift[],
  { rounds = 40, seed = 1, ...options }: FalseAlarmOptions = {},
): FalseAlarms {
  const random = seededRandom(seed);
  const stable = stableSegments(points, found);
  const steps = found.filter(({ short }) => !short);
  const alarms = Array.from({ length: rounds }, () => {
    const shuffled = [...stable].map(([key, segments]) =>
      [key, segments.map((segment) => shuffle(segment, random))] as const
    );
    const own = shuffled.flatMap(([key, segments]) => {
      const points = segments.flat();
      const changes = changesIn(segments, key, {
        ...options,
        series: stable.size,
      });
      return changes.map((change) => toShift(points, change, change.end));
    });
    const all = shuffled.flatMap(([_, segments]) => segments.flat());
    const siblings = siblingLevels([...steps, ...own], all, options);
    return own.length + siblings.length;
  });
  return {
    rounds,
    alarms,
    any: wilson(alarms.filter((count) => count > 0).length, rounds),
  };
}

/** Searches the segments of one series, which `series` series share alpha with. */
function changesIn(
  segments: readonly (readonly TrendPoint[])[],
  key: string,
  { floors = new Map(), series, ...options }: ShiftOptions & {
    readonly series: number;
  },
): LevelChange[] {
  const floor = floors.get(key) ?? 0;
  const values = segments.flat().map(({ median }) => median);
  const starts: number[] = [];
  const steps: LevelChange[] = [];
  let start = 0;
  for (const { length } of segments) {
    starts.push(start);
    const found = levelSteps(values.slice(start, start + length), {
      ...options,
      floor,
      series: series * values.length / length,
    });
    for (const step of found) {
      steps.push({ ...step, index: start + step.index });
    }
    start += length;
  }
  const levels = { ...options, floor, series };
  return [...steps, ...shortLevels(values, starts.slice(1), levels)];
}

/** Returns the points of each series by `seriesKey()`, split at its steps. */
export function stableSegments(
  points: readonly TrendPoint[],
  found: readonly Shift[],
): Map<string, TrendPoint[][]> {
  const steps = Map.groupBy(found.filter(({ short }) => !short), seriesKey);
  return new Map(
    [...seriesOf(points)].map(([key, points]) => {
      const starts = new Set(steps.get(key)?.map(({ first }) => first.run_id));
      const segments: TrendPoint[][] = [[]];
      for (const point of points) {
        if (starts.has(point.run_id)) segments.push([]);
        segments.at(-1)!.push(point);
      }
      return [key, segments];
    }),
  );
}

/** Returns the points with their medians shuffled by Fisher and Yates. */
function shuffle(
  points: readonly TrendPoint[],
  random: () => number,
): TrendPoint[] {
  const medians = points.map(({ median }) => median);
  for (let i = medians.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    const value = medians[i] ?? NaN;
    medians[i] = medians[j] ?? NaN;
    medians[j] = value;
  }
  return points.map((point, i) => ({ ...point, median: medians[i] ?? NaN }));
}
