import type { ArctangentFit } from "./arctangent_fit.ts";
import { goldenSection } from "../basics/golden_section.ts";
import { type Interval, profileInterval } from "./profile_interval.ts";

/** Intervals of a fitted arctangent. */
export interface ArctangentIntervals {
  readonly a: Interval;
  readonly b: Interval;
  readonly c: Interval;
  /** Intervals of the fitted mean of y at the requested places, in their order. */
  readonly predictions: readonly Interval[];
}

/** Options of `arctangentIntervals`. */
export interface ArctangentIntervalOptions {
  /** Values of x to predict y at. @default none */
  readonly at?: readonly number[];
  /** Confidence of the two-sided intervals, 1 = 100 %. @default {0.95} */
  readonly confidence?: number;
}

/** Searched decades of c, relative to 1 / max(x): from a straight line to a step at the first x. */
const DECADES: readonly [number, number] = [-4, 5];
/** Steps a decade in the search for the lowest minimum. */
const STEPS_PER_DECADE = 10;

/**
 * Finds intervals of the coefficients and predictions of y = a + b atan(c x) by profiles (see `profileInterval`): for
 * a given value of one quantity the others are fitted again, c by search and the linear ones exactly. An interval of
 * c that reaches the end of the search has no bound there. `x` and `y` must be those of the fit.
 */
export function arctangentIntervals(
  x: readonly number[],
  y: readonly number[],
  { a, b, c }: ArctangentFit,
  { at = [], confidence = 0.95 }: ArctangentIntervalOptions = {},
): ArctangentIntervals {
  const middle = -Math.log10(Math.max(...x.map(Math.abs)));
  const [low, high] = [middle + DECADES[0], middle + DECADES[1]];
  const bend = (logC: number, place: number) => Math.atan(10 ** logC * place);
  const bends = (logC: number) => x.map((place) => bend(logC, place));
  const least = y.reduce(
    (sum, value, i) =>
      sum + (value - a - b * Math.atan(c * (x[i] ?? NaN))) ** 2,
    0,
  );
  const interval = (
    estimate: number,
    squaresAt: (value: number) => number,
    within?: readonly [number, number],
  ) =>
    profileInterval(squaresAt, {
      estimate,
      least,
      freedom: y.length - 3,
      confidence,
      ...within ? { within } : {},
    });
  const logC = interval(
    Math.log10(c),
    (value) => lineResidual(bends(value), y),
    [low, high],
  );
  const power = (bound: number | null, end: number) =>
    bound === null || bound === end ? null : 10 ** bound;
  // With y given at a place: y - y(place) = b (bend - bend(place)).
  const predictAt = (place: number) =>
    interval(a + b * Math.atan(c * place), (value) => {
      const rest = y.map((yValue) => yValue - value);
      return leastOver(low, high, (logC) => {
        const there = bend(logC, place);
        return originResidual(bends(logC).map((bent) => bent - there), rest);
      });
    });
  return {
    a: predictAt(0),
    b: interval(b, (value) =>
      leastOver(low, high, (logC) =>
        meanResidual(
          bends(logC).map((bent, i) => (y[i] ?? NaN) - value * bent),
        ))),
    c: { lower: power(logC.lower, low), upper: power(logC.upper, high) },
    predictions: at.map(predictAt),
  };
}

/** Minimum of a function over a range with possibly several local minima. */
function leastOver(
  low: number,
  high: number,
  f: (value: number) => number,
): number {
  const steps = Math.round((high - low) * STEPS_PER_DECADE);
  const at = (i: number) => low + (high - low) * i / steps;
  let best = 0;
  for (let i = 1; i <= steps; i++) if (f(at(i)) < f(at(best))) best = i;
  return f(goldenSection(
    f,
    at(Math.max(0, best - 1)),
    at(Math.min(steps, best + 1)),
  ));
}

/** Residual sum of squares about the mean. */
function meanResidual(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
}

/** Residual sum of squares of the line through the origin. */
function originResidual(x: readonly number[], y: readonly number[]): number {
  const xx = x.reduce((sum, value) => sum + value ** 2, 0);
  const xy = x.reduce((sum, value, i) => sum + value * (y[i] ?? NaN), 0);
  const slope = xx === 0 ? 0 : xy / xx;
  return y.reduce(
    (sum, value, i) => sum + (value - slope * (x[i] ?? NaN)) ** 2,
    0,
  );
}

/** Residual sum of squares of the line with an intercept. */
function lineResidual(x: readonly number[], y: readonly number[]): number {
  const mean = (values: readonly number[]) =>
    values.reduce((sum, value) => sum + value, 0) / values.length;
  const [meanX, meanY] = [mean(x), mean(y)];
  return originResidual(
    x.map((value) => value - meanX),
    y.map((value) => value - meanY),
  );
}
