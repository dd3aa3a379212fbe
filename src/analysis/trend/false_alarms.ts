/** Estimates the false alarm rate of the search for shifts on the data under analysis (A/A test). */
import {
  seededRandom,
  wilson,
  type WilsonInterval,
} from "../../statistics/mod.ts";
import { levelSteps, shortLevels } from "./level_changes.ts";
import type { Shift, ShiftOptions } from "./shift.ts";
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
 * steps at its share of alpha, each series with its segments for short levels. The shuffle also removes
 * autocorrelation of neighbouring runs; where it exists, false alarms are more frequent than estimated.
 */
export function falseAlarms(
  points: readonly TrendPoint[],
  found: readonly Shift[],
  { rounds = 40, seed = 1, floors = new Map(), ...options }: FalseAlarmOptions =
    {},
): FalseAlarms {
  const random = seededRandom(seed);
  const stable = stableSegments(points, found);
  const alarms = Array.from({ length: rounds }, () => {
    let count = 0;
    for (const [key, segments] of stable) {
      const floor = floors.get(key) ?? 0;
      const shuffled = segments.map((segment) => shuffle(segment, random));
      const values = shuffled.flat();
      const steps: number[] = [];
      let end = 0;
      for (const segment of shuffled) {
        if (end > 0) steps.push(end);
        end += segment.length;
        count += levelSteps(segment, {
          ...options,
          floor,
          series: stable.size * values.length / segment.length,
        }).length;
      }
      count += shortLevels(values, steps, {
        ...options,
        floor,
        series: stable.size,
      }).length;
    }
    return count;
  });
  return {
    rounds,
    alarms,
    any: wilson(alarms.filter((count) => count > 0).length, rounds),
  };
}

/** Returns the run medians of each series by `seriesKey()`, split at its steps. */
export function stableSegments(
  points: readonly TrendPoint[],
  found: readonly Shift[],
): Map<string, number[][]> {
  const steps = Map.groupBy(found.filter(({ short }) => !short), seriesKey);
  return new Map(
    [...seriesOf(points)].map(([key, points]) => {
      const starts = new Set(steps.get(key)?.map(({ first }) => first.run_id));
      const segments: number[][] = [[]];
      for (const { run_id, median } of points) {
        if (starts.has(run_id)) segments.push([]);
        segments.at(-1)!.push(median);
      }
      return [key, segments];
    }),
  );
}

/** Returns a copy, shuffled by Fisher and Yates. */
function shuffle(values: readonly number[], random: () => number): number[] {
  const copy = [...values];
  for (let i = copy.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    const value = copy[i] ?? NaN;
    copy[i] = copy[j] ?? NaN;
    copy[j] = value;
  }
  return copy;
}
