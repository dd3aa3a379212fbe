import { requireFinite } from "../basics/finite.ts";
import { quantile } from "./quantile.ts";

/** Location and spread of a set of values, in their unit; null if n is too small. */
export interface Summary {
  readonly n: number;
  readonly min: number | null;
  readonly max: number | null;
  readonly mean: number | null;
  readonly median: number | null;
  /** Standard deviation with n - 1, null below two values. */
  readonly sampleSd: number | null;
  /** Standard deviation with n. */
  readonly populationSd: number | null;
  /** Median absolute deviation from the median, not scaled to a standard deviation. */
  readonly mad: number | null;
  /** sampleSd / |mean|, 1 = 100 %; null if the mean is 0. */
  readonly coefficientOfVariation: number | null;
}

/**
 * Summarises values in any order. The variance is the corrected two-pass sum (Chan, Golub and LeVeque, The American
 * Statistician 37, 1983), which keeps small spreads on large levels. Throws a RangeError for a value that is not
 * finite.
 *
 * @example
 * ```ts
 * import { summarise } from "loadline/statistics";
 *
 * summarise([2, 4, 4, 4, 5, 5, 7, 9]).populationSd; // 2
 * ```
 */
export function summarise(values: readonly number[]): Summary {
  requireFinite(values, "summarise values");
  const sorted = new Float64Array(values).sort();
  const n = sorted.length;
  if (n === 0) return empty;
  const rough = sum(sorted, (value) => value) / n;
  const mean = rough + sum(sorted, (value) => value - rough) / n;
  const drift = sum(sorted, (value) => value - mean);
  const squares = sum(sorted, (value) => (value - mean) ** 2) -
    drift ** 2 / n;
  const sampleSd = n > 1 ? Math.sqrt(squares / (n - 1)) : null;
  const middle = quantile(sorted, 0.5);
  return {
    n,
    min: quantile(sorted, 0),
    max: quantile(sorted, 1),
    mean,
    median: middle,
    sampleSd,
    populationSd: Math.sqrt(squares / n),
    mad: median(sorted.map((value) => Math.abs(value - middle))),
    coefficientOfVariation: sampleSd === null || mean === 0
      ? null
      : sampleSd / Math.abs(mean),
  };
}

/**
 * Computes the median of values in any order. Throws a RangeError without values, and for one that is not finite.
 *
 * @example
 * ```ts
 * import { median } from "loadline/statistics";
 *
 * median([3, 1, 2]); // 2
 * ```
 */
export function median(values: ArrayLike<number>): number {
  return quantile(new Float64Array(values).sort(), 0.5);
}

const empty: Summary = {
  n: 0,
  min: null,
  max: null,
  mean: null,
  median: null,
  sampleSd: null,
  populationSd: null,
  mad: null,
  coefficientOfVariation: null,
};

function sum(values: Float64Array, of: (value: number) => number): number {
  let total = 0;
  for (let i = 0; i < values.length; i++) total += of(values[i]!);
  return total;
}
