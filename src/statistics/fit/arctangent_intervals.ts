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
  fit: ArctangentFit,
  { at = [], confidence = 0.95 }: ArctangentIntervalOptions = {},
): ArctangentIntervals {
  const profiles = new Profiles(x, y, { fit, confidence });
  return {
    a: profiles.prediction(0),
    b: profiles.height(),
    c: profiles.steepness(),
    predictions: at.map((place) => profiles.prediction(place)),
  };
}

/** Finds the intervals of predictions as `arctangentIntervals` does, without those of the coefficients. */
export function arctangentPredictions(
  x: readonly number[],
  y: readonly number[],
  fit: ArctangentFit,
  { at = [], confidence = 0.95 }: ArctangentIntervalOptions = {},
): Interval[] {
  const profiles = new Profiles(x, y, { fit, confidence });
  return at.map((place) => profiles.prediction(place));
}

/** Profiles of one fit. */
class Profiles {
  readonly #x: readonly number[];
  readonly #y: readonly number[];
  readonly #fit: ArctangentFit;
  readonly #confidence: number;
  /** Smallest residual sum of squares. */
  readonly #least: number;
  /** Searched range of log10(c), and places in it, at each of which every profile looks. */
  readonly #range: readonly [number, number];
  readonly #grid: readonly number[];
  /** Curves at the places of the grid. */
  readonly #known: ReadonlyMap<number, readonly number[]>;

  constructor(
    x: readonly number[],
    y: readonly number[],
    { fit, confidence }: {
      readonly fit: ArctangentFit;
      readonly confidence: number;
    },
  ) {
    [this.#x, this.#y] = [x, y];
    [this.#fit, this.#confidence] = [fit, confidence];
    const { a, b, c } = fit;
    this.#least = y.reduce(
      (sum, value, i) =>
        sum + (value - a - b * Math.atan(c * (x[i] ?? NaN))) ** 2,
      0,
    );
    const middle = -Math.log10(Math.max(...x.map(Math.abs)));
    const [low, high] = [middle + DECADES[0], middle + DECADES[1]];
    this.#range = [low, high];
    const steps = Math.round((high - low) * STEPS_PER_DECADE);
    this.#grid = Array.from(
      { length: steps + 1 },
      (_, i) => low + (high - low) * i / steps,
    );
    this.#known = new Map(this.#grid.map((logC) => [logC, toCurve(x, logC)]));
  }

  /** Interval of the fitted mean of y at a place. With y given there: y - y(place) = b (bend - bend(place)). */
  prediction(place: number): Interval {
    const { a, b, c } = this.#fit;
    const bendAt = (logC: number) => Math.atan(10 ** logC * place);
    // Each of the many values that are tried is profiled over the same grid.
    const known = new Map(this.#grid.map((logC) => [logC, bendAt(logC)]));
    return this.#interval(a + b * Math.atan(c * place), (value) => {
      const rest = this.#y.map((yValue) => yValue - value);
      return this.#leastOver((logC) =>
        originResidual(
          this.#curve(logC),
          rest,
          known.get(logC) ?? bendAt(logC),
        )
      );
    });
  }

  /** Interval of b. */
  height(): Interval {
    const y = this.#y;
    return this.#interval(
      this.#fit.b,
      (value) =>
        this.#leastOver((logC) =>
          meanResidual(
            this.#curve(logC).map((bent, i) => (y[i] ?? NaN) - value * bent),
          )
        ),
    );
  }

  /** Interval of c. */
  steepness(): Interval {
    const [low, high] = this.#range;
    const { lower, upper } = this.#interval(
      Math.log10(this.#fit.c),
      (value) => lineResidual(this.#curve(value), this.#y),
      this.#range,
    );
    const power = (bound: number | null, end: number) =>
      bound === null || bound === end ? null : 10 ** bound;
    return { lower: power(lower, low), upper: power(upper, high) };
  }

  #curve(logC: number): readonly number[] {
    return this.#known.get(logC) ?? toCurve(this.#x, logC);
  }

  #interval(
    estimate: number,
    squaresAt: (value: number) => number,
    within?: readonly [number, number],
  ): Interval {
    return profileInterval(squaresAt, {
      ...{ estimate, least: this.#least, confidence: this.#confidence },
      freedom: this.#y.length - 3,
      ...within ? { within } : {},
    });
  }

  /** Minimum over log10(c) of a function with possibly several local minima. */
  #leastOver(f: (logC: number) => number): number {
    const grid = this.#grid;
    const values = grid.map(f);
    let best = 0;
    for (let i = 1; i < values.length; i++) {
      if (values[i]! < values[best]!) best = i;
    }
    return f(goldenSection(
      f,
      grid[Math.max(0, best - 1)]!,
      grid[Math.min(grid.length - 1, best + 1)]!,
    ));
  }
}

/** Returns atan(c x). */
function toCurve(x: readonly number[], logC: number): number[] {
  const c = 10 ** logC;
  return x.map((place) => Math.atan(c * place));
}

/** Residual sum of squares about the mean. */
function meanResidual(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
}

/** Residual sum of squares of the line through the point (`from`, 0). */
function originResidual(
  x: readonly number[],
  y: readonly number[],
  from = 0,
): number {
  let [xx, xy, squares] = [0, 0, 0];
  for (let i = 0; i < x.length; i++) {
    const value = x[i]! - from;
    xx += value ** 2;
    xy += value * y[i]!;
  }
  const slope = xx === 0 ? 0 : xy / xx;
  for (let i = 0; i < x.length; i++) {
    squares += (y[i]! - slope * (x[i]! - from)) ** 2;
  }
  return squares;
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
