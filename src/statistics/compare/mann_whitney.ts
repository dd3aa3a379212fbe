import { normalCdf } from "../basics/distributions.ts";
import { rankSumCounts } from "./rank_sum.ts";
import { doubledMidRanks } from "../basics/ranks.ts";

/** Result of a two-sided test that neither sample tends to be larger. */
export interface MannWhitney {
  /** Pairs in which the first sample is larger, ties counted half. */
  readonly u: number;
  readonly p: number;
  readonly method: "exact" | "normal";
  readonly n1: number;
  readonly n2: number;
}

/** Options of `mannWhitney`. */
export interface MannWhitneyOptions {
  /** Largest n1 + n2 for which p is exact; counts are whole numbers up to 50. @default {50} */
  readonly exactUpTo?: number;
}

/**
 * Tests whether one sample tends to be larger than the other (Mann and Whitney, Annals of Mathematical Statistics 18,
 * 1947). Small samples get the exact two-sided p given their ties; larger ones the normal approximation with tie and
 * continuity correction (Hollander and Wolfe, Nonparametric Statistical Methods, section 4.1). Samples that are all
 * equal have p = 1. An infinite value, such as a duration that never ended, ranks above all others. Throws
 * `RangeError` for an empty sample or NaN.
 *
 * @example
 * ```ts
 * import { mannWhitney } from "loadline/statistics";
 *
 * mannWhitney([1, 2, 3], [4, 5, 6]).p; // 0.1
 * ```
 */
export function mannWhitney(
  first: readonly number[],
  second: readonly number[],
  { exactUpTo = 50 }: MannWhitneyOptions = {},
): MannWhitney {
  const n1 = first.length;
  const n2 = second.length;
  if (n1 === 0 || n2 === 0) {
    throw new RangeError(
      `Cannot compare two samples as one is empty: ${n1} and ${n2} values`,
    );
  }
  const { ranks, ties } = doubledMidRanks([...first, ...second]);
  const sum = ranks.slice(0, n1).reduce((total, rank) => total + rank, 0) / 2;
  const u = sum - n1 * (n1 + 1) / 2;
  const exact = n1 + n2 <= Math.min(exactUpTo, 50);
  return {
    u,
    p: exact ? exactP(ranks, n1) : normalP(u, n1, n2, ties),
    method: exact ? "exact" : "normal",
    n1,
    n2,
  };
}

/** Share of all ways to split the ranks whose sum is at least as far from the expected one. */
function exactP(ranks: readonly number[], n1: number): number {
  const observed = ranks.slice(0, n1).reduce((sum, rank) => sum + rank, 0);
  // Doubled ranks add up to N (N + 1), so this is a whole number.
  const expected = n1 * (ranks.length + 1);
  const distance = Math.abs(observed - expected);
  let total = 0;
  let extreme = 0;
  for (const [sum, count] of rankSumCounts(ranks, n1).entries()) {
    total += count;
    if (Math.abs(sum - expected) >= distance) extreme += count;
  }
  return extreme / total;
}

function normalP(u: number, n1: number, n2: number, ties: number): number {
  const n = n1 + n2;
  const variance = n1 * n2 / 12 * (n + 1 - ties / (n * (n - 1)));
  if (variance <= 0) return 1;
  const distance = Math.max(0, Math.abs(u - n1 * n2 / 2) - 0.5);
  return Math.min(1, 2 * normalCdf(-distance / Math.sqrt(variance)));
}
