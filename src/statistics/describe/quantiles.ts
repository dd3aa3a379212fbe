import { requireFinite } from "../basics/finite.ts";
import {
  minimumSamples,
  quantile,
  quantileInterval,
  type QuantileOptions,
} from "./quantile.ts";

/** Quantile of a set of values, in their unit. */
export interface QuantileEstimate {
  /** 0.95 for the 95th percentile. */
  readonly p: number;
  /** Estimator R-7; null if n is too small. */
  readonly value: number | null;
  /** Bounds from order statistics; null if n is too small. */
  readonly lower: number | null;
  readonly upper: number | null;
  readonly n: number;
  /** True if n suffices for a finite two-sided interval. */
  readonly enough: boolean;
  /** Reason for a missing value or missing bounds, else null. */
  readonly reason: string | null;
}

/**
 * Computes quantiles of values in any order, each with its interval and n; null if n is too small: the p99 of 20
 * values would be their maximum. The median is given from the first value on. Throws `RangeError` for a value that is
 * not finite.
 *
 * @example
 * ```ts
 * import { quantiles } from "loadline/statistics";
 *
 * const [p50, p99] = quantiles([5, 1, 4, 2, 3], [0.5, 0.99]);
 * p50?.value; // 3
 * p99?.value; // null
 * ```
 */
export function quantiles(
  values: readonly number[],
  ps: readonly number[],
  { confidence = 0.95 }: QuantileOptions = {},
): QuantileEstimate[] {
  requireFinite(values, "compute quantiles");
  const sorted = new Float64Array(values).sort();
  const n = sorted.length;
  return ps.map((p) => {
    const ranks = quantileInterval(n, p, { confidence });
    if (ranks) {
      return {
        p,
        value: quantile(sorted, p),
        lower: sorted[ranks.lower - 1] ?? null,
        upper: sorted[ranks.upper - 1] ?? null,
        n,
        enough: true,
        reason: null,
      };
    }
    const needed = minimumSamples(p, { confidence });
    return {
      p,
      value: p === 0.5 && n > 0 ? quantile(sorted, p) : null,
      lower: null,
      upper: null,
      n,
      enough: false,
      reason: `p${
        Number((p * 100).toFixed(6))
      } needs ${needed} values, has ${n}`,
    };
  });
}
