import { normalQuantile } from "../basics/distributions.ts";
import { requireFinite } from "../basics/finite.ts";
import { quantile } from "../describe/quantile.ts";
import { rankedDifferences } from "./ranked_differences.ts";
import { rankSumCounts } from "./rank_sum.ts";

/** Shift of the second sample against the first, in their unit. */
export interface HodgesLehmann {
  /** Median of all differences after - before; negative if the values fell. */
  readonly shift: number;
  /** Bounds of the interval; null if there are too few values. */
  readonly lower: number | null;
  readonly upper: number | null;
}

/** Options of `hodgesLehmann`. */
export interface HodgesLehmannOptions {
  /** Confidence of the two-sided interval, 1 = 100 %. @default {0.95} */
  readonly confidence?: number;
}

/** Values of both samples up to which the interval is exact. */
const MAX_EXACT = 50;

/** Maximum number of pairs; compare statistics of runs, not operations. */
const MAX_PAIRS = 25e6;

/**
 * Estimates the shift between two samples with the interval that belongs to the Mann-Whitney test (Hodges and
 * Lehmann, Annals of Mathematical Statistics 34, 1963; Hollander and Wolfe, sections 4.2 and 4.3): exact up to 50
 * values, normal beyond. With ties the interval is at worst too wide. Throws a RangeError for an empty sample, a
 * value that is not finite, or more than 25 million pairs.
 *
 * @example
 * ```ts
 * import { hodgesLehmann } from "loadline/statistics";
 *
 * hodgesLehmann([1, 2, 3], [4, 5, 6]).shift; // 3
 * ```
 */
export function hodgesLehmann(
  before: readonly number[],
  after: readonly number[],
  { confidence = 0.95 }: HodgesLehmannOptions = {},
): HodgesLehmann {
  const pairs = before.length * after.length;
  if (pairs === 0 || pairs > MAX_PAIRS) {
    throw new RangeError(
      `Cannot estimate a shift as the number of pairs is not between 1 and ${MAX_PAIRS}: ${pairs}`,
    );
  }
  requireFinite(before, "estimate a shift", "the first sample");
  requireFinite(after, "estimate a shift", "the second sample");
  const at = rankedDifferences(before, after);
  const [below, above] = [at((pairs - 1) >> 1), at(pairs >> 1)];
  const rank = lowerRank(before.length, after.length, 1 - confidence);
  return {
    shift: quantile([below, above], 0.5),
    lower: rank === 0 ? null : at(rank - 1),
    upper: rank === 0 ? null : at(pairs - rank),
  };
}

/** Exact ranks by both sizes and the error: reports ask for the same hundreds of times. */
const exactRanks = new Map<string, number>();

/** Rank, from 1, of the lower bound among the differences: the largest r with P(U < r) at most error / 2; 0 if none. */
function lowerRank(n1: number, n2: number, error: number): number {
  const n = n1 + n2;
  if (n > MAX_EXACT) {
    const sd = Math.sqrt(n1 * n2 * (n + 1) / 12);
    const z = normalQuantile(1 - error / 2);
    return Math.max(0, Math.floor(n1 * n2 / 2 - z * sd));
  }
  const key = `${n1} ${n2} ${error}`;
  const rank = exactRanks.get(key) ?? exactRank(n1, n2, error);
  exactRanks.set(key, rank);
  return rank;
}

function exactRank(n1: number, n2: number, error: number): number {
  const ranks = Array.from({ length: n1 + n2 }, (_, index) => 2 * (index + 1));
  const counts = rankSumCounts(ranks, n1);
  const total = counts.reduce((sum, count) => sum + count, 0);
  let below = 0;
  let rank = 0;
  // Doubled rank sums start at n1 (n1 + 1), where U is 0, and go up by two.
  for (let sum = n1 * (n1 + 1); sum < counts.length; sum += 2) {
    below += counts[sum] ?? 0;
    // 1 - 0.9 is slightly less than 0.1, which must not cost a rank.
    if (below / total > error / 2 + 1e-12) break;
    rank += 1;
  }
  return rank;
}
