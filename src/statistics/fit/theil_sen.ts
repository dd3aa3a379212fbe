import { normalQuantile } from "../basics/distributions.ts";
import {
  serialCorrelation,
  varianceInflation,
} from "../series/effective_size.ts";
import { requireFinite } from "../basics/finite.ts";
import { quantile } from "../describe/quantile.ts";
import { median } from "../describe/summary.ts";

/** Robust line through the points; slope in units of y per unit of x. */
export interface TheilSen {
  readonly slope: number;
  /** Median of y - slope x. */
  readonly intercept: number;
  /** Bounds of the slope; null if there are too few points. */
  readonly lower: number | null;
  readonly upper: number | null;
  readonly n: number;
  /** Correlation of neighbouring points that widens the interval; 0 unless `serial`. */
  readonly correlation: number;
}

/** Options of `theilSen`. */
export interface TheilSenOptions {
  /** Confidence of the two-sided interval, 1 = 100 %. @default {0.95} */
  readonly confidence?: number;
  /** Corrects the interval for serial correlation of points that are evenly spaced in time. @default {false} */
  readonly serial?: boolean;
}

/**
 * Estimates a trend as the median slope of all pairs of points, with the interval of Kendall's test in its normal
 * form, corrected for ties in y (Sen, JASA 63, 1968), and, if `serial`, for correlation of neighbours (see
 * `varianceInflation`). A third of the points may be outliers. Throws `RangeError` if lengths differ, all x are equal
 * or a value is not finite.
 */
export function theilSen(
  xs: readonly number[],
  ys: readonly number[],
  { confidence = 0.95, serial = false }: TheilSenOptions = {},
): TheilSen {
  const n = xs.length;
  if (n !== ys.length) {
    throw new RangeError(
      `Cannot fit a line as x and y differ in length: ${n} and ${ys.length}`,
    );
  }
  requireFinite(xs, "fit a line", "x");
  requireFinite(ys, "fit a line", "y");
  // In order of x, as correlation is between neighbours in x, not in input order.
  const points = xs.map((x, i) => ({ x, y: ys[i] ?? NaN }))
    .sort((a, b) => a.x - b.x);
  const slopes = Float64Array.from(
    points.flatMap((from, i) =>
      points.slice(i + 1)
        .filter((to) => to.x !== from.x)
        .map((to) => (to.y - from.y) / (to.x - from.x))
    ),
  ).sort();
  if (slopes.length === 0) {
    throw new RangeError(
      `Cannot fit a line as no two points differ in x: ${n} points`,
    );
  }
  const slope = quantile(slopes, 0.5);
  const z = normalQuantile((1 + confidence) / 2);
  const correlation = serial
    ? serialCorrelation(points.map(({ x, y }) => y - slope * x))
    : 0;
  const half = z *
    Math.sqrt(
      (pairings(n) - tied(xs) - tied(ys)) / 18 *
        varianceInflation(correlation, n),
    );
  const lower = Math.round((slopes.length - half) / 2) - 1;
  const upper = Math.round((slopes.length + half) / 2);
  const bounded = lower >= 0 && upper < slopes.length;
  return {
    slope,
    intercept: median(points.map(({ x, y }) => y - slope * x)),
    lower: bounded ? slopes[lower] ?? null : null,
    upper: bounded ? slopes[upper] ?? null : null,
    n,
    correlation,
  };
}

function pairings(n: number): number {
  return n * (n - 1) * (2 * n + 5);
}

/** Reduction of the variance of Kendall's sum by ties, times 18. */
function tied(values: readonly number[]): number {
  return [...Map.groupBy(values, (value) => value).values()]
    .reduce((sum, group) => sum + pairings(group.length), 0);
}
