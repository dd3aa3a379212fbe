import { tQuantile } from "../basics/distributions.ts";
import type { MeanInterval } from "./mean_interval.ts";
import { summarise } from "./summary.ts";

/**
 * Computes the mean of all values with its t interval when they were taken in several strata, such as sessions on
 * different days: the variance is that within strata, pooled, as the residual variance of a one-way analysis of
 * variance (Fisher, Statistical Methods for Research Workers, 1925). The interval is about the mean of these strata in
 * these proportions, not of strata to come. With one stratum it is that of `meanInterval()`. Throws `RangeError` for a
 * value that is not finite.
 */
export function stratifiedMeanInterval(
  strata: readonly (readonly number[])[],
  { confidence = 0.95 }: {
    /** Confidence of the two-sided interval, 1 = 100 %. @default {0.95} */
    readonly confidence?: number;
  } = {},
): MeanInterval {
  const { n, mean } = summarise(strata.flat());
  const within = strata.map((values) => summarise(values));
  const freedom = within.reduce((sum, { n }) => sum + Math.max(0, n - 1), 0);
  if (mean === null || freedom === 0) {
    const reason = `an interval needs 2 values of a stratum, has ${n} in all`;
    return { mean, lower: null, upper: null, n, reason };
  }
  const squares = within.reduce(
    (sum, { n, sampleSd }) => sum + (n - 1) * (sampleSd ?? 0) ** 2,
    0,
  );
  const half = tQuantile((1 + confidence) / 2, freedom) *
    Math.sqrt(squares / freedom / n);
  return { mean, lower: mean - half, upper: mean + half, n, reason: null };
}
