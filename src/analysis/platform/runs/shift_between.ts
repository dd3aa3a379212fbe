/** By how much one of two long lists of values is larger, in reasonable time. */
import { type HodgesLehmann, hodgesLehmann } from "../../../statistics/mod.ts";

/** Most values of each list that are compared: pairs grow as their product. */
const MAX_VALUES = 1000;

/**
 * Estimates the shift from the first list to the second, of at most a thousand values of each, evenly chosen in their
 * order. Null if a list is empty.
 */
export function shiftBetween(
  first: readonly number[],
  second: readonly number[],
): HodgesLehmann | null {
  return first.length === 0 || second.length === 0
    ? null
    : hodgesLehmann(thinned(first), thinned(second));
}

function thinned(values: readonly number[]): readonly number[] {
  const n = values.length;
  return n <= MAX_VALUES ? values : Array.from(
    { length: MAX_VALUES },
    (_, i) => values[Math.floor(i * n / MAX_VALUES)] ?? NaN,
  );
}
