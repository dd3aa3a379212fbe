import {
  minimumSamples,
  quantileInterval,
  type QuantileOptions,
} from "./quantile.ts";
import type { QuantileEstimate } from "./quantiles.ts";

/** Number of values in (lower, upper]; bounds in one unit, upper Infinity for an open bucket. */
export interface HistogramBucket {
  readonly lower: number;
  readonly upper: number;
  readonly count: number;
}

/** Quantile of values of which only the buckets are known, with both of its errors. */
export interface HistogramQuantile extends QuantileEstimate {
  /** Certain bounds of the quantile of these values; null on an open side. */
  readonly least: number | null;
  readonly most: number | null;
}

/**
 * Computes a quantile from buckets of one or more runs, whose bounds may differ. The value is interpolated within a
 * bucket, as in Prometheus's histogram_quantile, and null in an open bucket. It is an approximation: the quantile of
 * the values (estimator R-7) lies between least and most, and that of the population between lower and upper, the
 * bounds from order statistics, moved out to the ends of their buckets. With too few values for such bounds the value
 * is null too, except for the median, as in `quantiles`. Throws `RangeError` for a negative count or inverted bounds.
 */
export function histogramQuantile(
  buckets: readonly HistogramBucket[],
  p: number,
  { confidence = 0.95 }: QuantileOptions = {},
): HistogramQuantile {
  if (!(p > 0 && p < 1)) {
    throw new RangeError(
      `Cannot compute a quantile as p is not between 0 and 1: ${p}`,
    );
  }
  const merged = merge(buckets);
  const n = merged.reduce((sum, { count }) => sum + count, 0);
  const atLeast = orderStatistic(merged, ({ lower }) => lower);
  const atMost = orderStatistic(merged, ({ upper }) => upper);
  const ranks = quantileInterval(n, p, { confidence });
  const given = n > 0 && (ranks !== null || p === 0.5);
  const value = given ? interpolate(merged, p * n) : null;
  // R-7 lies between the order statistics next to this rank, from 1.
  const rank = 1 + (n - 1) * p;
  const percentile = `p${Number((p * 100).toFixed(6))}`;
  return {
    p,
    value,
    lower: ranks ? atLeast(ranks.lower) : null,
    upper: ranks ? atMost(ranks.upper) : null,
    n,
    enough: ranks !== null,
    reason: ranks === null
      ? `${percentile} needs ${
        minimumSamples(p, { confidence })
      } values, has ${n}`
      : value === null
      ? `${percentile} lies in a bucket without an end`
      : null,
    least: given ? atLeast(Math.floor(rank)) : null,
    most: given ? atMost(Math.ceil(rank)) : null,
  };
}

/** Adds the counts of equal buckets and drops empty ones. */
function merge(buckets: readonly HistogramBucket[]): HistogramBucket[] {
  const merged = new Map<string, HistogramBucket>();
  for (const { lower, upper, count } of buckets) {
    if (!(lower <= upper && Number.isInteger(count) && count >= 0)) {
      throw new RangeError(
        `Cannot read a bucket as its bounds or its count cannot be: ${count} from ${lower} to ${upper}`,
      );
    }
    if (count === 0) continue;
    const key = `${lower} ${upper}`;
    const before = merged.get(key)?.count ?? 0;
    merged.set(key, { lower, upper, count: before + count });
  }
  return [...merged.values()];
}

/**
 * Returns a function from a rank, from 1, to a bound of its value: moving every value to the same end of its bucket
 * moves each order statistic in that direction, so the value of the rank among the ends is a bound, even if buckets
 * overlap.
 */
function orderStatistic(
  buckets: readonly HistogramBucket[],
  end: (bucket: HistogramBucket) => number,
): (rank: number) => number | null {
  const sorted = buckets.toSorted((a, b) => end(a) - end(b));
  return (rank) => {
    let below = 0;
    const found = sorted.find(({ count }) => (below += count) >= rank);
    const bound = found ? end(found) : NaN;
    return Number.isFinite(bound) ? bound : null;
  };
}

/** Returns the place with `rank` values below it if each bucket's are spread evenly; null in an open bucket. */
function interpolate(
  buckets: readonly HistogramBucket[],
  rank: number,
): number | null {
  const edges = [
    ...new Set(buckets.flatMap(({ lower, upper }) => [lower, upper])),
  ].sort((a, b) => a - b);
  let [low, high] = [0, edges.length - 1];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (upTo(buckets, edges[middle] ?? NaN) >= rank) high = middle;
    else low = middle + 1;
  }
  const edge = edges[low] ?? NaN;
  const from = edges[low - 1];
  const before = from === undefined ? 0 : upTo(buckets, from);
  // Values in a bucket without width are a jump at its edge.
  const jump = buckets
    .filter(({ lower, upper }) => lower === edge && upper === edge)
    .reduce((sum, { count }) => sum + count, 0);
  const rise = upTo(buckets, edge) - jump - before;
  const place = from === undefined || rank >= before + rise
    ? edge
    : from + (edge - from) * (rank - before) / rise;
  return Number.isFinite(place) ? place : null;
}

function upTo(buckets: readonly HistogramBucket[], place: number): number {
  return buckets.reduce((sum, { lower, upper, count }) => {
    if (place >= upper) return sum + count;
    // The values of an open bucket have unknown places, so they count at its end.
    const open = !Number.isFinite(upper - lower);
    if (open || place <= lower) return sum;
    return sum + count * (place - lower) / (upper - lower);
  }, 0);
}
