import { firstOf } from "./order.ts";

/**
 * Computes twice the mid-rank of each value, from 1, and the sum of t^3 - t over groups of t equal values. Throws a
 * RangeError for NaN.
 */
export function doubledMidRanks(
  values: readonly number[],
): { ranks: number[]; ties: number } {
  if (values.includes(NaN)) {
    throw new RangeError("Cannot rank values as one is not a number: NaN");
  }
  // Numbers alone are sorted several times as fast as indices by what they refer to.
  const sorted = new Float64Array(values).sort();
  // By the first place of equal values in the order.
  const doubled = new Float64Array(sorted.length);
  let ties = 0;
  for (let from = 0, to = 0; from < sorted.length; from = to) {
    while (to < sorted.length && sorted[to] === sorted[from]) to++;
    doubled[from] = from + to + 1;
    ties += (to - from) ** 3 - (to - from);
  }
  const ranks = values.map((value) => doubled[firstOf(sorted, value)] ?? NaN);
  return { ranks, ties };
}
