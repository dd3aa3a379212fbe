import { type Interval, profileInterval } from "./profile_interval.ts";
import {
  fitReciprocal,
  type LoadPoint,
  type Reciprocal,
} from "./reciprocal_fit.ts";
import { type Usl, type UslOptions, uslThroughput } from "./usl.ts";

/** Intervals of a fitted law. */
export interface UslIntervals {
  readonly lambda: Interval;
  readonly sigma: Interval;
  readonly kappa: Interval;
  /** Interval of σ + κ; from 1 on throughput only falls. */
  readonly contention: Interval;
  /** Interval of the load with the highest throughput; null if the fit has none. */
  readonly peak: Interval | null;
  /** Intervals of the fitted mean throughput at the requested loads, in their order. */
  readonly throughputs: readonly Interval[];
}

/** Options of `uslIntervals`. */
export interface UslIntervalOptions extends UslOptions {
  /** Loads to predict throughput at. @default none */
  readonly at?: readonly number[];
  /** Confidence of the two-sided intervals, 1 = 100 %. @default {0.95} */
  readonly confidence?: number;
}

/**
 * Finds intervals of the coefficients and predictions of a fitted Universal Scalability Law by profiles (see
 * `profileInterval`): σ and κ stay at or above 0, so an interval that ends at 0 does not exclude it. `loads`,
 * `throughputs` and `weights` must be those of the fit. Without a degree of freedom nothing has a bound. Errors are
 * assumed to be independent, normal and of equal variance (apart from the weights), as for runs within one session,
 * not across sessions.
 */
export function uslIntervals(
  loads: readonly number[],
  throughputs: readonly number[],
  usl: Usl,
  { weights = null, at = [], confidence = 0.95 }: UslIntervalOptions = {},
): UslIntervals {
  const points = loads.map((load, i): LoadPoint => ({
    load,
    throughput: throughputs[i] ?? NaN,
    weight: weights?.[i] ?? 1,
  }));
  const { lambda, sigma, kappa, peak } = usl;
  // N / X = a + b (N - 1) + c N (N - 1).
  const [a, b, c] = [1 / lambda, sigma / lambda, kappa / lambda];
  const least = usl.residuals.reduce(
    (sum, residual, i) => sum + (weights?.[i] ?? 1) * residual ** 2,
    0,
  );
  const none = loads.map(() => 0);
  const column = (of: (less: number, pairs: number, load: number) => number) =>
    loads.map((load) => of(load - 1, load * (load - 1), load));
  const squares = (model: Reciprocal, start: readonly number[]) =>
    fitReciprocal(points, model, start, { gain: 1e-10 }).squares;
  const interval = (
    estimate: number,
    squaresAt: (value: number) => number,
  ) =>
    profileInterval(squaresAt, {
      estimate,
      least,
      freedom: usl.n - 3,
      confidence,
      within: [0, Infinity],
    });
  const throughputAt = (load: number) => {
    const [less, pairs] = [load - 1, load * (load - 1)];
    const estimate = uslThroughput(usl, load);
    // With X(load) given, a = load / X - b (load - 1) - c load (load - 1).
    return interval(estimate, (value) => {
      if (value <= 0) return Infinity;
      const scale = estimate / value;
      return squares({
        offset: loads.map(() => load / value),
        columns: [column((l) => l - less), column((_, p) => p - pairs)],
      }, [b * scale, c * scale]);
    });
  };
  const kappaInterval = interval(kappa, (value) =>
    squares({
      offset: none,
      columns: [column((_, p) => 1 + value * p), column((less) => less)],
    }, [a, b]));
  // With a = b + c load^2; without crosstalk throughput has no peak.
  const toPeak = (load: number, { lower }: Interval): Interval => {
    const found = interval(load, (value) =>
      squares({
        offset: none,
        columns: [
          column((_, _p, load) => load),
          column((_, p) => value ** 2 + p),
        ],
      }, [b, c]));
    return lower === 0 ? { ...found, upper: null } : found;
  };
  return {
    lambda: throughputAt(1),
    sigma: interval(sigma, (value) =>
      squares({
        offset: none,
        columns: [column((less) => 1 + value * less), column((_, p) => p)],
      }, [a, c])),
    kappa: kappaInterval,
    // With b + c = contention x a.
    contention: interval(
      sigma + kappa,
      (value) =>
        value <= 0 ? Infinity : squares({
          offset: none,
          columns: [
            column((l) => 1 / value + l),
            column((_, p) => 1 / value + p),
          ],
        }, [b, c]),
    ),
    peak: peak === null ? null : toPeak(peak.load, kappaInterval),
    throughputs: at.map(throughputAt),
  };
}
