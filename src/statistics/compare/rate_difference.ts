import { wilson, type WilsonOptions } from "../describe/wilson.ts";

/** Successes among attempts. */
export interface Successes {
  readonly ok: number;
  readonly n: number;
}

/** Difference of two success rates, 1 = 100 points. */
export interface RateDifference {
  /** Rate of the second less that of the first; null if either had no attempts. */
  readonly difference: number | null;
  readonly lower: number;
  readonly upper: number;
}

/**
 * Computes the difference of two independent success rates with its hybrid score interval (Newcombe, Statistics in
 * Medicine 17, 1998, pages 873 to 890, method 10): from the Wilson intervals of both. Attempts that fail together, as in
 * an outage, make it too narrow. Without attempts: null, interval -1 to 1. Throws `RangeError` for arguments that are
 * not counts.
 *
 * @example
 * ```ts
 * import { rateDifference } from "loadline/statistics";
 *
 * rateDifference({ ok: 48, n: 80 }, { ok: 56, n: 70 }).lower.toFixed(4); // "0.0524"
 * ```
 */
export function rateDifference(
  first: Successes,
  second: Successes,
  options: WilsonOptions = {},
): RateDifference {
  return boundedDifference(
    wilson(first.ok, first.n, options),
    wilson(second.ok, second.n, options),
  );
}

/** A share with its interval, all 1 = 100 %; null where nothing was counted. */
export interface BoundedRate {
  readonly rate: number | null;
  readonly lower: number;
  readonly upper: number;
}

/**
 * Computes the difference of two independent shares from the interval of each, whatever it was made by, such as a block
 * bootstrap: the limits are as far from the difference as the nearer limits of both shares together (Zou and Donner,
 * Statistics in Medicine 27, 2008, of which Newcombe's method 10 is the case of Wilson's intervals).
 */
export function boundedDifference(
  before: BoundedRate,
  after: BoundedRate,
): RateDifference {
  if (before.rate === null || after.rate === null) {
    return { difference: null, lower: -1, upper: 1 };
  }
  const difference = after.rate - before.rate;
  return {
    difference,
    lower: difference -
      Math.hypot(after.rate - after.lower, before.upper - before.rate),
    upper: difference +
      Math.hypot(after.upper - after.rate, before.rate - before.lower),
  };
}
