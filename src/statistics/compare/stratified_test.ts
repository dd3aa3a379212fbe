import { normalCdf } from "../basics/distributions.ts";
import { rankSumCounts } from "./rank_sum.ts";
import { doubledMidRanks } from "../basics/ranks.ts";

/** Two samples taken under the same conditions, such as repetitions of two cases in one session, in one unit. */
export interface Stratum {
  readonly first: readonly number[];
  readonly second: readonly number[];
}

/** Result of a test of two samples in several strata. */
export interface StratifiedTest {
  /** Two-sided. */
  readonly p: number;
  /** Smallest p that this number of values can give, however far apart they are: no test can be more significant. */
  readonly leastP: number;
  /** Share of pairs within strata in which the first value is higher, equal pairs counted half; null without a pair. */
  readonly higher: number | null;
  readonly method: "exact" | "normal";
  /** Number of strata with values of both samples. */
  readonly strata: number;
}

/** Maximum number of distinct sums of the statistic; beyond it the normal limit is used. */
const MAX_SUMS = 200_000;
/** Maximum number of values of one stratum; beyond it counts of rank sums are no longer exact. */
const MAX_EXACT_VALUES = 50;

/**
 * Tests whether one of two samples tends to be higher when both were taken in several strata with different levels,
 * such as sessions on a slower and on a faster day: ranks are assigned, and labels exchanged, within each stratum
 * only (van Elteren, Bulletin of the International Statistical Institute 37, 1960; Lehmann, Nonparametrics, 1975,
 * section 3.3). The rank sums are weighted by 1 / (values of the stratum + 1) and their distribution over all ways to
 * exchange the labels is exact, ties included; large samples use the normal limit. Strata without one of the samples
 * are ignored; without any stratum p is 1. Throws `RangeError` for NaN.
 *
 * @example
 * ```ts
 * import { stratifiedTest } from "loadline/statistics";
 *
 * stratifiedTest([{ first: [5, 6, 7, 8], second: [1, 2, 3, 4] }]).p.toFixed(4); // "0.0286"
 * ```
 */
export function stratifiedTest(strata: readonly Stratum[]): StratifiedTest {
  const complete = strata.filter(({ first, second }) =>
    first.length > 0 && second.length > 0
  );
  const ranked = complete.map(toRanks);
  const exact = exactP(ranked);
  return {
    p: exact ?? normalP(ranked),
    leastP: leastP(complete),
    higher: shareHigher(complete),
    method: exact === null ? "normal" : "exact",
    strata: complete.length,
  };
}

/**
 * Computes the number of repetitions of each of two cases, in each of `sessions`, with which a family of
 * `comparisons` tests can reach `level`: the smallest n whose smallest p, 2 / C(2n, n)^sessions, is at most level /
 * comparisons (the first step of `holm`). Throws `RangeError` for a level or a number that is not above 0.
 *
 * @example
 * ```ts
 * import { repetitionsNeeded } from "loadline/statistics";
 *
 * repetitionsNeeded(0.05); // 4
 * repetitionsNeeded(0.05, { sessions: 2 }); // 3
 * ```
 */
export function repetitionsNeeded(
  level: number,
  { sessions = 1, comparisons = 1 }: {
    /** @default {1} */
    readonly sessions?: number;
    /** @default {1} */
    readonly comparisons?: number;
  } = {},
): number {
  if (!(level > 0 && sessions >= 1 && comparisons >= 1)) {
    throw new RangeError(
      "Cannot count repetitions as level, sessions or comparisons is not above 0: " +
        `${level}, ${sessions}, ${comparisons}`,
    );
  }
  let n = 1;
  while (2 / choose(2 * n, n) ** sessions > level / comparisons) n += 1;
  return n;
}

/**
 * Returns a function that computes the p of `stratifiedTest()` for other labels of the same values: it takes, for each
 * stratum, the places of the values that are labelled as the first sample, counted from the first value of `first` on
 * to the last of `second`. The distribution over all labels is computed once, so that thousands of shuffles are cheap.
 * Every stratum must have both samples, and as many places as its first sample has values. Throws `RangeError` for NaN.
 */
export function relabelledTest(
  strata: readonly Stratum[],
): (places: readonly (readonly number[])[]) => number {
  const ranked = strata.map(toRanks);
  const tails = tailsOf(distancesOf(ranked));
  return (places) => {
    const sums = ranked.map(({ ranks }, i) =>
      (places[i] ?? []).reduce((sum, place) => sum + (ranks[place] ?? NaN), 0)
    );
    if (tails === null) return normalTail(ranked, sums);
    return tails.get(Math.abs(distanceOf(ranked, sums))) ?? 1;
  };
}

/** Returns the probability of each distance or a larger one, in either direction. */
function tailsOf(
  distances: ReadonlyMap<number, number> | null,
): ReadonlyMap<number, number> | null {
  if (distances === null) return null;
  const sizes = new Map<number, number>();
  for (const [at, probability] of distances) {
    const size = Math.abs(at);
    sizes.set(size, (sizes.get(size) ?? 0) + probability);
  }
  let sum = 0;
  return new Map(
    [...sizes].sort(([a], [b]) => b - a).map(([size, probability]) => {
      sum += probability;
      return [size, Math.min(1, sum)];
    }),
  );
}

/**
 * Computes how many more values each sample of each stratum needs until a family of `comparisons` tests can reach
 * `level`; 0 if these can. Strata must have both samples; without any, null.
 *
 * @example
 * ```ts
 * import { repetitionsMissing } from "loadline/statistics";
 *
 * repetitionsMissing([{ first: 2, second: 3 }], 0.05); // 2
 * ```
 */
export function repetitionsMissing(
  sizes: readonly { readonly first: number; readonly second: number }[],
  level: number,
  comparisons = 1,
): number | null {
  if (sizes.length === 0) return null;
  if (!(level > 0 && comparisons >= 1)) {
    throw new RangeError(
      `Cannot count repetitions as level or comparisons is not above 0: ${level}, ${comparisons}`,
    );
  }
  const least = (more: number) =>
    sizes.reduce(
      (p, { first, second }) =>
        p / choose(first + second + 2 * more, first + more),
      2,
    );
  let more = 0;
  while (least(more) > level / comparisons) more += 1;
  return more;
}

interface Ranked {
  /** Doubled mid-ranks of all values, those of the first sample before those of the second. */
  readonly ranks: readonly number[];
  readonly ties: number;
  readonly size: number;
}

function toRanks({ first, second }: Stratum): Ranked {
  return {
    ...doubledMidRanks([...first, ...second]),
    size: first.length,
  };
}

/** Sum of the ranks of the first sample, doubled. */
function rankSum({ ranks, size }: Ranked): number {
  return ranks.slice(0, size).reduce((sum, rank) => sum + rank, 0);
}

/** Computes the exact p; null if there are too many values or sums. */
function exactP(strata: readonly Ranked[]): number | null {
  const distances = distancesOf(strata);
  if (distances === null) return null;
  const distance = Math.abs(distanceOf(strata, strata.map(rankSum)));
  let p = 0;
  for (const [at, probability] of distances) {
    if (Math.abs(at) >= distance) p += probability;
  }
  return Math.min(1, p);
}

/** Returns the least number of which every stratum's size + 1 is a divisor: weights are whole, and equal sums equal. */
function commonWeight(strata: readonly Ranked[]): number {
  return strata.reduce(
    (lcm, { ranks: { length } }) =>
      lcm * (length + 1) / divisor(lcm, length + 1),
    1,
  );
}

/** Returns the weighted distance of doubled rank sums, one a stratum, from those expected. */
function distanceOf(
  strata: readonly Ranked[],
  sums: readonly number[],
): number {
  const common = commonWeight(strata);
  return strata.reduce((total, { ranks: { length }, size }, i) => {
    const expected = size * (length + 1);
    return total + common / (length + 1) * ((sums[i] ?? NaN) - expected);
  }, 0);
}

/** Returns the probability of each distance over all exchanges of labels; null if there are too many values or sums. */
function distancesOf(
  strata: readonly Ranked[],
): ReadonlyMap<number, number> | null {
  if (strata.some(({ ranks }) => ranks.length > MAX_EXACT_VALUES)) return null;
  const common = commonWeight(strata);
  let distances = new Map([[0, 1]]);
  for (const { ranks, size } of strata) {
    const weight = common / (ranks.length + 1);
    const expected = size * (ranks.length + 1);
    const permutations = choose(ranks.length, size);
    const outcomes = [...rankSumCounts(ranks, size).entries()].flatMap((
      [sum, count],
    ) =>
      count === 0
        ? []
        : [{ by: weight * (sum - expected), probability: count / permutations }]
    );
    const next = new Map<number, number>();
    for (const [from, before] of distances) {
      for (const { by, probability } of outcomes) {
        next.set(from + by, (next.get(from + by) ?? 0) + before * probability);
      }
      if (next.size > MAX_SUMS) return null;
    }
    distances = next;
  }
  return distances;
}

function normalP(strata: readonly Ranked[]): number {
  return normalTail(strata, strata.map(rankSum));
}

/** Computes p in the normal limit, from doubled rank sums, one a stratum. */
function normalTail(
  strata: readonly Ranked[],
  sums: readonly number[],
): number {
  let distance = 0;
  let variance = 0;
  for (const [i, { ranks: { length: n }, ties, size }] of strata.entries()) {
    distance += ((sums[i] ?? NaN) / 2 - size * (n + 1) / 2) / (n + 1);
    variance += size * (n - size) / 12 * (n + 1 - ties / (n * (n - 1))) /
      (n + 1) ** 2;
  }
  return variance > 0
    ? Math.min(1, 2 * normalCdf(-Math.abs(distance) / Math.sqrt(variance)))
    : 1;
}

function leastP(strata: readonly Stratum[]): number {
  const ways = strata.reduce(
    (product, { first, second }) =>
      product * choose(first.length + second.length, first.length),
    1,
  );
  return Math.min(1, 2 / ways);
}

function shareHigher(strata: readonly Stratum[]): number | null {
  let pairs = 0;
  let wins = 0;
  for (const { first, second } of strata) {
    for (const a of first) {
      for (const b of second) {
        pairs += 1;
        wins += a > b ? 1 : a === b ? 0.5 : 0;
      }
    }
  }
  return pairs === 0 ? null : wins / pairs;
}

/** Binomial coefficient. */
function choose(n: number, k: number): number {
  let ways = 1;
  for (let i = 1; i <= k; i++) ways = ways * (n - k + i) / i;
  return ways;
}

/** Greatest common divisor. */
function divisor(a: number, b: number): number {
  return b === 0 ? a : divisor(b, a % b);
}
