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
  const stable = [...stableSegments(points, found)].map((
    [key, segments],
  ): StableSeries => ({
    ...{ key, points: segments.flat() },
    segments: segments.map((points) => points.map(({ median }) => median)),
  }));
  const steps = found.filter(({ short }) => !short);
  const search = { ...options, series: stable.length };
  const alarms = Array.from({ length: rounds }, () => {
    const shuffled = stable.map((one): StableSeries => ({
      ...one,
      segments: one.segments.map((medians) => shuffle(medians, random)),
    }));
    const own = shuffled.flatMap(({ key, points, segments }) =>
      changesIn(segments, key, search)
        .map((change) => toShift(points, change, change.end))
    );
    // Only a short level is searched for in siblings, among all points; most rounds find none.
    const siblings = own.some(({ short }) => short)
      ? siblingLevels([...steps, ...own], shuffled.flatMap(toPoints), options)
      : [];
    return own.length + siblings.length;
  });
  return {
    rounds,
    alarms,
    any: wilson(alarms.filter((count) => count > 0).length, rounds),
  };
}

/** One series, and its medians by segment. */
interface StableSeries {
  readonly key: string;
  /** Points of all segments, with the medians that were measured. */
  readonly points: readonly TrendPoint[];
  readonly segments: readonly (readonly number[])[];
}

/** Returns the points with the medians of the segments. */
function toPoints({ points, segments }: StableSeries): TrendPoint[] {
  const medians = segments.flat();
  return points.map((point, i) => ({ ...point, median: medians[i] ?? NaN }));
}

/** Searches the segments of one series, which `series` series share alpha with. */
function changesIn(
  segments: readonly (readonly number[])[],
  key: string,
  { floors = new Map(), series, ...options }: ShiftOptions & {
    readonly series: number;
  },
): LevelChange[] {
  const floor = floors.get(key) ?? 0;
  const values = segments.flat();
  const starts: number[] = [];
  const steps: LevelChange[] = [];
  let start = 0;
  for (const segment of segments) {
    const { length } = segment;
    starts.push(start);
    const found = levelSteps(segment, {
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

/** Returns the values shuffled by Fisher and Yates. */
function shuffle(values: readonly number[], random: () => number): number[] {
  const shuffled = [...values];
  for (let i = shuffled.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    const value = shuffled[i] ?? NaN;
    shuffled[i] = shuffled[j] ?? NaN;
    shuffled[j] = value;
  }
  return shuffled;
}
