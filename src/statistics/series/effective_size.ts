import { requireFinite } from "../basics/finite.ts";

/** Maximum correlation; beyond it a series is too short to be distinguished from a random walk. */
const MAX_CORRELATION = 0.98;

/**
 * Estimates the correlation of neighbours in an evenly spaced series from its residuals about a fitted straight line,
 * corrected for the bias of fitting the line: the mean of the plain estimate is about ρ - (2 + 4 ρ) / n (Kendall,
 * Biometrika 41, 1954; Marriott and Pope, ibid., for the mean alone). Between 0 and 0.98: a negative one would make
 * intervals narrower. 0 for fewer than six values and for residuals without spread. Throws `RangeError` for a value
 * that is not finite.
 */
export function serialCorrelation(residuals: readonly number[]): number {
  requireFinite(residuals, "correlate neighbours");
  const n = residuals.length;
  if (n < 6) return 0;
  const mean = residuals.reduce((sum, value) => sum + value, 0) / n;
  const deviations = residuals.map((value) => value - mean);
  const squares = deviations.reduce((sum, value) => sum + value ** 2, 0);
  if (squares === 0) return 0;
  const products = deviations.slice(1).reduce(
    (sum, value, i) => sum + value * (deviations[i] ?? NaN),
    0,
  );
  const corrected = (n * products / squares + 2) / (n - 4);
  return Math.min(MAX_CORRELATION, Math.max(0, corrected));
}

/**
 * Computes the factor by which correlation of neighbours widens the variance of a trend or a mean of n values: n over
 * their effective number, 1 + 2 Σ (1 - k / n) ρ^k over k from 1 to n - 1, for correlation that decays by ρ with each
 * step (Bayley and Hammersley, Supplement to the Journal of the Royal Statistical Society 8, 1946; for Kendall's test
 * and its slope Yue and Wang, Water Resources Management 18, 2004). 1 for ρ = 0.
 */
export function varianceInflation(correlation: number, n: number): number {
  let sum = 0;
  for (let k = 1; k < n; k++) sum += (1 - k / n) * correlation ** k;
  return 1 + 2 * sum;
}
