import { normalQuantile } from "../basics/distributions.ts";

/** Success rate with its interval; all fields but n are shares, 1 = 100 %. */
export interface WilsonInterval {
  /** successes / n, null if nothing was attempted. */
  readonly rate: number | null;
  readonly lower: number;
  readonly upper: number;
  readonly n: number;
}

/** Options of `wilson`. */
export interface WilsonOptions {
  /** Confidence of the two-sided interval, 1 = 100 %. @default {0.95} */
  readonly confidence?: number;
}

/**
 * Computes Wilson's score interval of a success rate (E. B. Wilson, JASA 22, 1927; Newcombe, Statistics in Medicine 17,
 * 1998, method 3, without continuity correction). Without attempts: rate null, interval 0 to 1. Throws `RangeError` for
 * arguments that are not counts.
 *
 * @example
 * ```ts
 * import { wilson } from "loadline/statistics";
 *
 * wilson(81, 263).lower.toFixed(4); // "0.2553"
 * wilson(81, 263).upper.toFixed(4); // "0.3662"
 * ```
 */
export function wilson(
  successes: number,
  n: number,
  { confidence = 0.95 }: WilsonOptions = {},
): WilsonInterval {
  if (!(Number.isInteger(n) && n >= 0)) {
    throw new RangeError(
      `Cannot compute a success rate as n is not a count: ${n}`,
    );
  }
  if (!(Number.isInteger(successes) && successes >= 0 && successes <= n)) {
    throw new RangeError(
      `Cannot compute a success rate as successes is not between 0 and ${n}: ${successes}`,
    );
  }
  if (n === 0) return { rate: null, lower: 0, upper: 1, n };
  const z = normalQuantile((1 + confidence) / 2);
  const rate = successes / n;
  const centre = rate + z ** 2 / (2 * n);
  const half = z * Math.sqrt((rate * (1 - rate)) / n + (z / (2 * n)) ** 2);
  const scale = 1 + z ** 2 / n;
  return {
    rate,
    // The formula gives 0 and 1 here, apart from rounding errors.
    lower: successes === 0 ? 0 : (centre - half) / scale,
    upper: successes === n ? 1 : (centre + half) / scale,
    n,
  };
}
