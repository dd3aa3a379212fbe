/** How often the search for shifts finds one where there is none, tried on the very data it is used on. */
import {
  seededRandom,
  wilson,
  type WilsonInterval,
} from "../../statistics/mod.ts";
import { levelSteps, shortLevels } from "./level_changes.ts";
import type { Shift, ShiftOptions } from "./shift.ts";
import { seriesKey, seriesOf, type TrendPoint } from "./trend.ts";

/** Alarms of an A/A test: the search on series in which nothing shifts. */
export interface FalseAlarms {
  /** Times that all series were shuffled and searched. */
  readonly rounds: number;
  /** Shifts found in each round, over all series; every one is false. */
  readonly alarms: readonly number[];
  /** Rounds with any alarm; alpha bounds the share in the long run. */
  readonly any: WilsonInterval;
}

export interface FalseAlarmOptions extends ShiftOptions {
  /** @default {40} */
  readonly rounds?: number;
  /** Seed of the shuffles; the same seed gives the same answer. @default {1} */
  readonly seed?: number;
}

/**
 * Shuffles the runs inside each segment between the steps that were found, where nothing steps any more, and searches each as
 * `shifts()` does: a segment for steps at its share of alpha, a series with its segments for short levels. What the shuffle
 * takes away as well is that neighbouring runs may be alike without a change of level: where they are, real false alarms are
 * more frequent than this says.
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

/** Run medians of each series by `seriesKey()`, cut where it steps. */
export function stableSegments(
  points: readonly TrendPoint[],
  found: readonly Shift[],
): Map<string, number[][]> {
  const steps = Map.groupBy(found.filter(({ short }) => !short), seriesKey);
  return new Map(
    [...seriesOf(points)].map(([key, points]) => {
      const begins = new Set(steps.get(key)?.map(({ first }) => first.run_id));
      const segments: number[][] = [[]];
      for (const { run_id, median } of points) {
        if (begins.has(run_id)) segments.push([]);
        segments.at(-1)!.push(median);
      }
      return [key, segments];
    }),
  );
}

/** Fisher-Yates shuffle of a copy. */
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
