import { seededRandom } from "../basics/random.ts";
import { type Groups, requireGroups, resample } from "../describe/resample.ts";
import { median } from "../describe/summary.ts";

/** Probability that one configuration is the best of several. */
export interface BestOf {
  /** Statistic of the repetitions. */
  readonly value: number;
  readonly n: number;
  /** Share of the resamples in which it is the best, ties shared; null if any configuration has a single repetition. */
  readonly probability: number | null;
}

/** Options of `bestOf`. */
export interface BestOfOptions {
  /** Direction that is better. @default {"higher"} */
  readonly better?: "higher" | "lower";
  /** Statistic to compare. @default median */
  readonly statistic?: (values: readonly number[]) => number;
  /** @default {4999} */
  readonly resamples?: number;
  /** Equal seeds give equal probabilities. @default {1} */
  readonly seed?: number;
}

/**
 * Computes, for each configuration in the order given, the probability that it is the best, from bootstrap resamples
 * of the repetitions of each (Efron and Tibshirani, An Introduction to the Bootstrap, 1993, chapter 8). A single
 * repetition has no spread, so then all probabilities are null. Few repetitions are overconfident: samples of two or
 * three that do not overlap give 1, which a rank test of them would not. Throws `RangeError` for no or an empty
 * configuration, or a value that is not finite.
 */
export function bestOf(
  groups: Groups,
  {
    better = "higher",
    statistic = median,
    resamples = 4999,
    seed = 1,
  }: BestOfOptions = {},
): BestOf[] {
  requireGroups(groups);
  const isResampled = groups.every((group) => group.length > 1);
  const wins = groups.map(() => 0);
  const random = seededRandom(seed);
  for (let i = 0; isResampled && i < resamples; i++) {
    const values = groups.map((group) => statistic(resample(group, random)));
    const best = better === "higher"
      ? Math.max(...values)
      : Math.min(...values);
    const winners = values.filter((value) => value === best).length;
    for (const [g, value] of values.entries()) {
      if (value === best) wins[g] = (wins[g] ?? 0) + 1 / winners;
    }
  }
  return groups.map((group, g) => ({
    value: statistic(group),
    n: group.length,
    probability: isResampled ? (wins[g] ?? NaN) / resamples : null,
  }));
}
