import { binomialCdf } from "../basics/distributions.ts";
import { requireFinite } from "../basics/finite.ts";

const DOING = "compute a quantile";

/**
 * Computes a quantile of ascending values with estimator R-7: linear interpolation at rank (n - 1) p (Hyndman and
 * Fan, The American Statistician 50, 1996), which is also DuckDB's quantile_cont and k6's. Throws a RangeError
 * without values, and for a first or last one that is not finite: a sorted typed array has NaN at its end.
 */
export function quantile(sorted: ArrayLike<number>, p: number): number {
  if (!(p >= 0 && p <= 1)) {
    throw new RangeError(
      `Cannot compute a quantile as p is not between 0 and 1: ${p}`,
    );
  }
  const [first, last] = [sorted[0], sorted[sorted.length - 1]];
  if (first !== undefined && !Number.isFinite(first)) {
    requireFinite(sorted, DOING);
  }
  if (last !== undefined && !Number.isFinite(last)) {
    requireFinite(sorted, DOING);
  }
  const rank = (sorted.length - 1) * p;
  const below = sorted[Math.floor(rank)];
  const above = sorted[Math.ceil(rank)];
  if (below === undefined || above === undefined) {
    throw new RangeError("Cannot compute a quantile as there are no values");
  }
  return below === above
    ? below
    : below + (rank - Math.floor(rank)) * (above - below);
}

/** Ranks, from 1, of the two order statistics that enclose a quantile. */
export interface QuantileRanks {
  readonly lower: number;
  readonly upper: number;
  /** Probability that they enclose it, at least the requested confidence. */
  readonly coverage: number;
}

/** Options of `quantileInterval`. */
export interface QuantileOptions {
  /** Confidence of the two-sided interval, 1 = 100 %. @default {0.95} */
  readonly confidence?: number;
}

/**
 * Finds the order statistics that enclose quantile p of the population, from the exact binomial distribution
 * (Conover, Practical Nonparametric Statistics, 3rd ed., section 3.2): equal tails, or, if one tail is too heavy for
 * its half, the extreme value on that side and the rest of the error on the other. Null if n values cannot enclose
 * it.
 */
export function quantileInterval(
  n: number,
  p: number,
  { confidence = 0.95 }: QuantileOptions = {},
): QuantileRanks | null {
  const cdf = (k: number) => binomialCdf(k, n, p);
  const error = 1 - confidence;
  // Largest rank with at most this share of the distribution below it; 0 if there is none.
  const lowest = (tail: number) =>
    countWhile(n, (rank) => cdf(rank - 1) <= tail);
  // Smallest rank with at most this share of the distribution from it on; n + 1 if there is none.
  const highest = (tail: number) =>
    1 + countWhile(n, (rank) => 1 - cdf(rank - 1) > tail);
  let lower = lowest(error / 2);
  let upper = highest(error / 2);
  if (lower === 0 && upper <= n) {
    lower = 1;
    upper = highest(error - cdf(0));
  } else if (upper > n && lower >= 1) {
    upper = n;
    lower = lowest(error - (1 - cdf(n - 1)));
  }
  if (lower < 1 || upper > n || lower >= upper) return null;
  return { lower, upper, coverage: cdf(upper - 1) - cdf(lower - 1) };
}

/** Counts the leading ranks of 1 to n for which a monotone condition holds, by bisection. */
function countWhile(n: number, holds: (rank: number) => boolean): number {
  let low = 0;
  let high = n;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (holds(middle)) low = middle;
    else high = middle - 1;
  }
  return low;
}

/**
 * Computes the minimum number of values of which any two can enclose a quantile: the smallest n with
 * 1 - p^n - (1 - p)^n >= confidence. At 95 % it is 6 for the median, 59 for p95, 299 for p99.
 */
export function minimumSamples(
  p: number,
  { confidence = 0.95 }: QuantileOptions = {},
): number {
  if (!(p > 0 && p < 1)) {
    throw new RangeError(
      `Cannot enclose a quantile as p is not between 0 and 1: ${p}`,
    );
  }
  const tail = Math.max(p, 1 - p);
  const error = 1 - confidence;
  // The heavier tail alone gives a lower bound that is close to n.
  let n = Math.max(1, Math.floor(Math.log(error) / Math.log(tail)));
  while (p ** n + (1 - p) ** n > error) n += 1;
  return n;
}
