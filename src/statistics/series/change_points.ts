import { requireFinite } from "../basics/finite.ts";
import { orderCounts } from "../basics/order.ts";
import {
  MAX_EXACT_SIZE,
  rankDeviation,
  rankTail,
  rankTailEstimate,
} from "../compare/rank_tail.ts";
import { median } from "../describe/summary.ts";

/** Change of the level of a series. */
export interface ChangePoint {
  /** Index of the first value after the change. */
  readonly index: number;
  /** Medians of the segments on either side, in the unit of the values. */
  readonly before: number;
  readonly after: number;
  /** Bound of the p value in the segment in which the change was found; corrected for the search over all places. */
  readonly p: number;
  /** `p` adjusted for all segments of the series that were searched. */
  readonly adjusted: number;
}

/** Options of `changePoints`. */
export interface ChangePointOptions {
  /**
   * Minimum number of values on each side of a tested change; the change may then move by fewer places. @default {5}
   */
  readonly minimumSegment?: number;
  /** Maximum chance of a change found in a series without one, 1 = 100 %. @default {0.05} */
  readonly alpha?: number;
}

/**
 * Finds the steps of a series in order of time. The best split of a segment is the one at which the two sides overlap
 * least by rank; if its p is small enough, both sides are searched in turn, so that every segment is tested. Finally
 * each change moves, by fewer places than minimumSegment, to the place with the best fit of the values to the medians
 * on its two sides.
 *
 * Each segment is tested at its share of alpha: its length over that of the series. Disjoint segments without a
 * change add up to at most the whole series, so the chance of one false change in it is at most alpha (Meinshausen,
 * Biometrika 95, 2008), whatever was found elsewhere. `adjusted` is p divided by that share, and no smaller than that
 * of the enclosing segment.
 *
 * An empty, constant or short series (fewer than twice minimumSegment) has no change. Throws `RangeError` for the
 * first value that is NaN or infinite. Takes O(n log n) time for each segment.
 *
 * @example
 * ```ts
 * import { changePoints } from "loadline/statistics";
 *
 * const milliseconds = [5, 6, 5, 7, 6, 5, 6, 7, 20, 21, 19, 20, 22, 21, 20, 19];
 * changePoints(milliseconds).map(({ index }) => index); // [8]
 * ```
 */
export function changePoints(
  values: readonly number[],
  { minimumSegment = 5, alpha = 0.05 }: ChangePointOptions = {},
): ChangePoint[] {
  requireFinite(values, "find change points", "the series");
  if (!(minimumSegment >= 1 && alpha > 0)) {
    throw new RangeError(
      "Cannot find change points as minimumSegment must be at least 1 and alpha above 0: " +
        `${minimumSegment} and ${alpha}`,
    );
  }
  const found: { index: number; p: number; adjusted: number }[] = [];
  const search = (from: number, to: number, outer: number) => {
    const share = (to - from) / values.length;
    const adjust = (p: number) => Math.min(1, Math.max(outer, p / share));
    const split = bestSplit(values.slice(from, to), {
      minimumSegment,
      isOfUse: (p) => adjust(p) <= alpha,
    });
    if (!split) return;
    const adjusted = adjust(split.p);
    if (adjusted > alpha) return;
    const index = from + split.index;
    search(from, index, adjusted);
    found.push({ index, p: split.p, adjusted });
    search(index, to, adjusted);
  };
  search(0, values.length, 0);
  const places = refinePlaces(
    values,
    found.map(({ index }) => index),
    minimumSegment - 1,
  );
  return found.map((change, i) => ({
    ...change,
    index: places[i]!,
    before: median(values.slice(places[i - 1] ?? 0, places[i])),
    after: median(values.slice(places[i], places[i + 1])),
  }));
}

/**
 * Moves each change by at most `maxMoves` places to the smallest sum of absolute distances of the values to the
 * median on their side: ranks do not determine on which side the lowest of the upper values belongs.
 */
function refinePlaces(
  values: readonly number[],
  indices: readonly number[],
  maxMoves: number,
): number[] {
  const places: number[] = [];
  for (const [i, index] of indices.entries()) {
    const from = places[i - 1] ?? 0;
    const to = indices[i + 1] ?? values.length;
    const before = median(values.slice(from, index));
    const after = median(values.slice(index, to));
    // Cost of moving the change past a value, summed outwards; positive is worse.
    const cost = (place: number) => {
      const value = values[place] ?? NaN;
      return Math.abs(value - before) - Math.abs(value - after);
    };
    let [best, lowest] = [index, 0];
    for (let place = index + 1, sum = 0; place <= index + maxMoves; place++) {
      if (place >= to) break;
      sum += cost(place - 1);
      if (sum < lowest) [best, lowest] = [place, sum];
    }
    for (let place = index - 1, sum = 0; place >= index - maxMoves; place--) {
      if (place <= from) break;
      sum -= cost(place);
      if (sum < lowest) [best, lowest] = [place, sum];
    }
    places.push(best);
  }
  return places;
}

/** Best split of a series. */
export interface Split {
  /** Index of the first value of the second part. */
  readonly index: number;
  /** Two-sided p of Mann and Whitney's test at this place alone, not corrected for the search. */
  readonly local: number;
  /** Bound of the chance of an equally good split anywhere in a series in random order. */
  readonly p: number;
}

/** Options of `bestSplit`. */
export interface SplitOptions {
  /** Minimum number of values on each side. @default {1} */
  readonly minimumSegment?: number;
  /**
   * Tells of which `p` a split is of use: to find out which of two candidates is the best takes long, and most series
   * have none of use. @default all
   */
  readonly isOfUse?: (p: number) => boolean;
}

/** Minimum number of standard deviations of a candidate; below it the local p is above 0.08. */
const MIN_DEVIATION = 1.75;

/**
 * Finds the split with the smallest Mann-Whitney p. Pairs of equal values count against the split, so that ties can
 * only make p larger. `p` is the sum over all places of the chance that the test there alone gives as small a p
 * (Boole's inequality); a place whose smallest possible p, 2 / C(n, k), is larger adds nothing. Null if there is no
 * candidate, none of use, or if the series is constant or too short. Values must be finite.
 */
export function bestSplit(
  values: ArrayLike<number>,
  { minimumSegment = 1, isOfUse = () => true }: SplitOptions = {},
): Split | null {
  const n = values.length;
  if (n < 2 * minimumSegment) return null;
  const { atMost, atLeast, group, groups } = orderCounts(values);
  const seen = new Int32Array(groups);
  let [sumAtMost, sumAtLeast, tied] = [0, 0, 0];
  // The candidate furthest from expectation, and the rarest with a small side, whose deviation is limited however
  // rare it is.
  let furthest: SplitCandidate | null = null;
  let rarest: SplitCandidate | null = null;
  for (let i = 0; i < n - minimumSegment; i++) {
    const valueGroup = group[i] ?? 0;
    const equal = seen[valueGroup] ?? 0;
    tied += equal;
    seen[valueGroup] = equal + 1;
    sumAtMost += atMost[i] ?? 0;
    sumAtLeast += atLeast[i] ?? 0;
    const index = i + 1;
    if (index < minimumSegment) continue;
    const within = index * (index + 1) / 2 + tied;
    const u = Math.min(sumAtMost, sumAtLeast) - within;
    const deviation = rankDeviation(u, index, n - index);
    if (deviation < MIN_DEVIATION) continue;
    const local = 2 * rankTail(u, index, n - index);
    const candidate: SplitCandidate = { index, u, deviation, local };
    if (!furthest || deviation > furthest.deviation) furthest = candidate;
    const small = Math.min(index, n - index) <= MAX_EXACT_SIZE;
    if (small && (!rarest || local < rarest.local)) rarest = candidate;
  }
  if (!furthest) return null;
  const toSplit = ({ index, local }: SplitCandidate): Split => ({
    ...{ index, local },
    p: Math.min(1, local * reachable(n, minimumSegment, local)),
  });
  const split = toSplit(furthest);
  if (!rarest || rarest === furthest) return isOfUse(split.p) ? split : null;
  const other = toSplit(rarest);
  if (!isOfUse(split.p) && !isOfUse(other.p)) return null;
  const estimate = ({ index, u }: SplitCandidate) =>
    rankTailEstimate(u, index, n - index);
  return estimate(rarest) < estimate(furthest) ? other : split;
}

/** Candidate for a split. */
interface SplitCandidate {
  readonly index: number;
  /** Pairs out of order. */
  readonly u: number;
  readonly deviation: number;
  readonly local: number;
}

/** Counts the places at which a p as small as `p` is possible. */
function reachable(n: number, minimumSegment: number, p: number): number {
  let places = 0;
  let smallest = 2;
  for (let k = 1; 2 * k <= n; k++) {
    smallest *= k / (n - k + 1);
    // Rounding must not exclude the candidate's own place.
    if (k < minimumSegment || smallest > p * (1 + 1e-9)) continue;
    places += 2 * k === n ? 1 : 2;
  }
  return places;
}
