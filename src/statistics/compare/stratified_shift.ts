import { requireFinite } from "../basics/finite.ts";
import {
  type HodgesLehmann,
  hodgesLehmann,
  type HodgesLehmannOptions,
} from "./hodges_lehmann.ts";
import { stratifiedTest, type Stratum } from "./stratified_test.ts";

/**
 * Estimates the shift of the second sample against the first within strata, such as sessions of different speed: the
 * shift at which the rank sums of `stratifiedTest()` are as expected, which is the median of all differences within
 * strata, weighted as there, and the interval of all shifts that this test does not reject (Hodges and Lehmann, Annals
 * of Mathematical Statistics 34, 1963; Lehmann, Nonparametrics, 1975, sections 2.5 and 3.3). With one stratum it is
 * `hodgesLehmann()`. Strata without one of the samples are ignored; null without any. Throws `RangeError` for a value
 * that is not finite.
 *
 * @example
 * ```ts
 * import { stratifiedShift } from "loadline/statistics";
 *
 * const strata = [
 *   { first: [1, 2], second: [4, 5] },
 *   { first: [101, 102], second: [104, 105] },
 * ];
 * stratifiedShift(strata)?.shift; // 3
 * ```
 */
export function stratifiedShift(
  strata: readonly Stratum[],
  { confidence = 0.95 }: HodgesLehmannOptions = {},
): HodgesLehmann | null {
  const complete = strata.filter(({ first, second }) =>
    first.length > 0 && second.length > 0
  );
  for (const { first, second } of complete) {
    requireFinite(first, "estimate a shift", "the first sample");
    requireFinite(second, "estimate a shift", "the second sample");
  }
  const [only, ...others] = complete;
  if (only === undefined) return null;
  if (others.length === 0) {
    return hodgesLehmann(only.first, only.second, { confidence });
  }
  const differences = complete.flatMap(({ first, second }) =>
    first.flatMap((from) =>
      second.map((to) => ({
        difference: to - from,
        weight: 1 / (first.length + second.length + 1),
      }))
    )
  ).sort((a, b) => a.difference - b.difference);
  const shift = weightedMedian(differences);
  const edges = [...new Set(differences.map(({ difference }) => difference))];
  const isAccepted = (gap: number) => {
    const by = insideGap(edges, gap);
    const shifted = complete.map(({ first, second }) => ({
      first,
      second: second.map((value) => value - by),
    }));
    return stratifiedTest(shifted).p > 1 - confidence;
  };
  // Gap g lies between edges g - 1 and g; from the estimate outwards the test rejects sooner or later, or never.
  const middle = edges.findIndex((edge) => edge >= shift);
  const lowest = firstWhere(0, middle, isAccepted);
  const rejected = firstWhere(
    middle + 1,
    edges.length + 1,
    (gap) => !isAccepted(gap),
  );
  return {
    shift,
    lower: edges[lowest - 1] ?? null,
    upper: edges[rejected - 1] ?? null,
  };
}

interface Weighted {
  readonly difference: number;
  readonly weight: number;
}

/** Returns the middle of the places with half of the weight on either side. */
function weightedMedian(sorted: readonly Weighted[]): number {
  const half = sorted.reduce((sum, { weight }) => sum + weight, 0) / 2;
  let below = 0;
  for (const [i, { difference, weight }] of sorted.entries()) {
    below += weight;
    // Sums of equal weights differ from half of all in their last digits.
    if (Math.abs(below - half) < 1e-9 * half) {
      return (difference + (sorted[i + 1]?.difference ?? difference)) / 2;
    }
    if (below > half) return difference;
  }
  return NaN;
}

/** Returns a shift in a gap between edges: before the first, between two, or after the last. */
function insideGap(edges: readonly number[], gap: number): number {
  const before = edges[gap - 1];
  const after = edges[gap];
  const span = (edges.at(-1) ?? 0) - (edges[0] ?? 0) + 1;
  if (before === undefined) return (after ?? 0) - span;
  return after === undefined ? before + span : (before + after) / 2;
}

/** Returns the first number from `low` on, below `high`, for which a condition holds that then stays; `high` if none. */
function firstWhere(
  low: number,
  high: number,
  holds: (at: number) => boolean,
): number {
  while (low < high) {
    const at = (low + high) >> 1;
    if (holds(at)) high = at;
    else low = at + 1;
  }
  return low;
}
