import { doubledMidRanks } from "../basics/ranks.ts";

/**
 * Computes Spearman's rank correlation of two columns, from -1 to 1: Pearson's correlation of the mid-ranks (Hollander
 * and Wolfe, Nonparametric Statistical Methods, section 8.5, with ties). Null with fewer than three pairs, and where a
 * column has one value only. Throws `RangeError` if lengths differ or a value is NaN.
 *
 * @example
 * ```ts
 * import { spearman } from "loadline/statistics";
 *
 * spearman([1, 2, 3, 4], [1, 4, 9, 16]); // 1
 * ```
 */
export function spearman(
  xs: readonly number[],
  ys: readonly number[],
): number | null {
  const n = xs.length;
  if (n !== ys.length) {
    throw new RangeError(
      `Cannot correlate two columns as they differ in length: ${n} and ${ys.length}`,
    );
  }
  if (n < 3) return null;
  const first = doubledMidRanks(xs).ranks;
  const second = doubledMidRanks(ys).ranks;
  // Doubled ranks from 2 to 2 n have this mean, ties or not.
  const mean = n + 1;
  let [product, squares, otherSquares] = [0, 0, 0];
  for (let i = 0; i < n; i++) {
    const x = (first[i] ?? NaN) - mean;
    const y = (second[i] ?? NaN) - mean;
    product += x * y;
    squares += x * x;
    otherSquares += y * y;
  }
  return squares === 0 || otherSquares === 0
    ? null
    : product / Math.sqrt(squares * otherSquares);
}
