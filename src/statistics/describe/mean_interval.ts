import { tQuantile } from "../basics/distributions.ts";
import { summarise } from "./summary.ts";

/** Mean with its interval, in the unit of the values. */
export interface MeanInterval {
  /** Arithmetic, or geometric on the log scale; null without values. */
  readonly mean: number | null;
  /** Bounds of the t interval; null below two values. */
  readonly lower: number | null;
  readonly upper: number | null;
  readonly n: number;
  /** Reason for missing bounds, else null. */
  readonly reason: string | null;
}

/** Options of `meanInterval`. */
export interface MeanIntervalOptions {
  /** Confidence of the two-sided interval, 1 = 100 %. @default {0.95} */
  readonly confidence?: number;
  /** Computes the geometric mean, for values that differ by factors; bounds above 0. @default {false} */
  readonly log?: boolean;
}

/**
 * Computes the t interval of a mean (Student, Biometrika 6, 1908). For a metric of a few repetitions that is itself a
 * sum or a mean, such as throughput, and hence about normal: it needs two of them; an interval of the median, without
 * assumptions, needs six (see `quantiles`). Not for latencies of operations. Throws `RangeError` for a value that is
 * not finite, or not above 0 on the log scale.
 */
export function meanInterval(
  values: readonly number[],
  { confidence = 0.95, log = false }: MeanIntervalOptions = {},
): MeanInterval {
  const invalid = log ? values.find((value) => !(value > 0)) : undefined;
  if (invalid !== undefined) {
    throw new RangeError(
      `Cannot compute a geometric mean as a value is not above 0: ${invalid}`,
    );
  }
  const { n, mean, sampleSd } = summarise(log ? values.map(Math.log) : values);
  const back = log ? Math.exp : (value: number) => value;
  if (mean === null || sampleSd === null) {
    return {
      mean: mean === null ? null : back(mean),
      lower: null,
      upper: null,
      n,
      reason: `an interval needs 2 values, has ${n}`,
    };
  }
  const half = tQuantile((1 + confidence) / 2, n - 1) * sampleSd / Math.sqrt(n);
  return {
    mean: back(mean),
    lower: back(mean - half),
    upper: back(mean + half),
    n,
    reason: null,
  };
}
