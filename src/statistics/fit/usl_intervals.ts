import { type Interval, profileInterval } from "./profile_interval.ts";
import {
  fitReciprocal,
  type LoadPoint,
  type Reciprocal,
} from "./reciprocal_fit.ts";
import { type Usl, type UslOptions, uslThroughput } from "./usl.ts";

/** How well a fitted law is known. */
export interface UslIntervals {
  readonly lambda: Interval;
  readonly sigma: Interval;
  readonly kappa: Interval;
  /** Of σ + κ: from 1 on throughput falls from the first on. */
  readonly contention: Interval;
  /** Of the load with the highest throughput; null where the fit has none. */
  readonly peak: Interval | null;
  /** Of the fitted mean throughput at the loads asked for, in their order. */
  readonly throughputs: readonly Interval[];
}

export interface UslIntervalOptions extends UslOptions {
  /** Loads to predict throughput at. @default none */
  readonly at?: readonly number[];
  /** Confidence of the two-sided intervals, 1 = 100 %. @default {0.95} */
  readonly confidence?: number;
}

/**
 * Finds intervals of what a fitted Universal Scalability Law says, by profiles (see `profileInterval`): σ and κ stay at or
 * above 0, so an interval that ends at 0 does not exclude it. Take `loads`, `throughputs` and `weights` from the fit. With no
 * point to spare nothing has a bound. The errors are taken for independent, normal and of one size (but for the weights): of
 * runs in one session, not of sessions.
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
