import { leastSquares } from "./least_squares.ts";
import { fitReciprocal, type LoadPoint } from "./reciprocal_fit.ts";

/**
 * Fit of the Universal Scalability Law X(N) = λN / (1 + σ(N - 1) + κN(N - 1)); X and λ in the unit of the
 * throughputs.
 */
export interface Usl {
  /** Throughput at load 1: X(1), an extrapolation if it was not measured. */
  readonly lambda: number;
  /** Contention: share of serialised work. */
  readonly sigma: number;
  /** Crosstalk: cost of coherence of each pair. */
  readonly kappa: number;
  /** Null if a coefficient is at its bound of 0 or there is no degree of freedom. */
  readonly standardErrors: {
    readonly lambda: number;
    readonly sigma: number;
    readonly kappa: number;
  } | null;
  /** X less its fitted value, point by point. */
  readonly residuals: readonly number[];
  /** Share of the (weighted) variance about the mean that the fit explains; 1 for an exact fit of a constant X. */
  readonly r2: number;
  readonly n: number;
  readonly peak: UslPeak | null;
}

/** Highest fitted throughput; there is none if κ is 0 (it never falls) or σ + κ is 1 or more (it only falls). */
export interface UslPeak {
  /** N* = sqrt((1 - σ) / κ), not rounded. */
  readonly load: number;
  readonly throughput: number;
  /** True if N* lies outside the measured N. */
  readonly extrapolated: boolean;
}

/** Fit, or the reason why there is none. */
export type UslFit =
  | { readonly usl: Usl; readonly reason: null }
  | { readonly usl: null; readonly reason: string };

/** Options of `fitUsl`. */
export interface UslOptions {
  /** Weight of each squared residual, such as 1 / X² for errors in proportion. @default all equal */
  readonly weights?: readonly number[] | null;
}

/**
 * Fits the Universal Scalability Law (Gunther, Guerrilla Capacity Planning, 2007, chapters 4 and 5) to single
 * repetitions, not their means, by least squares in X with σ and κ not negative. Returns a reason instead of a fit
 * for fewer than three different N (underdetermined), and for a throughput that falls from the first N on (λ
 * unbounded). Throws `RangeError` if lengths differ, an N is below 1, a throughput is negative or a weight is not
 * above 0.
 *
 * Gauss-Newton on X = N / (a + b(N - 1) + cN(N - 1)), in which the bounds stay bounds and each step is an exact
 * non-negative least squares. A Levenberg-Marquardt library was tried (ml-levenberg-marquardt 5.1.0): it clamps at a
 * bound instead of sliding along it, continues from steps that made the fit worse, and does not detect convergence.
 */
export function fitUsl(
  loads: readonly number[],
  throughputs: readonly number[],
  { weights = null }: UslOptions = {},
): UslFit {
  const w = weights ?? loads.map(() => 1);
  requirePoints(loads, throughputs, w);
  const different = new Set(loads).size;
  if (different < 3) {
    return refusal(
      `underdetermined: three coefficients need 3 different loads, has ${different}`,
    );
  }
  if (throughputs.every((x) => x === 0)) {
    return refusal("no throughput is above 0");
  }
  const points = loads.map((load, i) => ({
    load,
    throughput: throughputs[i] ?? NaN,
    weight: w[i] ?? NaN,
  }));
  const [a, b, c] = coefficients(points);
  if (!(a > 0)) {
    return refusal("throughput only falls with load: X(1) has no bound");
  }
  return { usl: describe(points, 1 / a, b / a, c / a), reason: null };
}

/** Computes X(N) of a fitted law; beyond the measured N it is an extrapolation. */
export function uslThroughput(
  { lambda, sigma, kappa }: Pick<Usl, "lambda" | "sigma" | "kappa">,
  load: number,
): number {
  return lambda * load / (1 + (sigma + kappa * load) * (load - 1));
}

type Coefficients = readonly [number, number, number];

function refusal(reason: string): UslFit {
  return { usl: null, reason };
}

/** Fits coefficients a, b and c of N / X, starting from linear scaling without contention. */
function coefficients(points: readonly LoadPoint[]): Coefficients {
  const fastest = Math.max(
    ...points.map(({ load, throughput }) => throughput / load),
  );
  const { coefficients: [a = NaN, b = NaN, c = NaN] } = fitReciprocal(points, {
    offset: points.map(() => 0),
    columns: [
      points.map(() => 1),
      points.map(({ load }) => load - 1),
      points.map(({ load }) => load * (load - 1)),
    ],
  }, [1 / fastest, 0, 0]);
  return [a, b, c];
}

function describe(
  points: readonly LoadPoint[],
  lambda: number,
  sigma: number,
  kappa: number,
): Usl {
  const law = { lambda, sigma, kappa };
  const residuals = points.map(({ load, throughput }) =>
    throughput - uslThroughput(law, load)
  );
  const sum = (of: (point: LoadPoint, residual: number) => number) =>
    points.reduce((total, p, i) => total + of(p, residuals[i] ?? NaN), 0);
  const mean = sum(({ throughput, weight }) => weight * throughput) /
    sum(({ weight }) => weight);
  const residualSquares = sum(({ weight }, residual) => weight * residual ** 2);
  const totalSquares = sum(({ throughput, weight }) =>
    weight * (throughput - mean) ** 2
  );
  return {
    ...law,
    standardErrors: standardErrors(points, residuals, law),
    residuals,
    r2: totalSquares === 0
      ? Number(residualSquares === 0)
      : 1 - residualSquares / totalSquares,
    n: points.length,
    peak: peakOf(law, points.map(({ load }) => load)),
  };
}

/**
 * Computes standard errors from a linear fit of the residuals in the derivatives by each coefficient at the optimum.
 */
function standardErrors(
  points: readonly LoadPoint[],
  residuals: readonly number[],
  law: Pick<Usl, "lambda" | "sigma" | "kappa">,
): Usl["standardErrors"] {
  if (points.length < 4 || law.sigma === 0 || law.kappa === 0) return null;
  const { lambda } = law;
  const rows = points.map(({ load, weight }) => {
    const value = uslThroughput(law, load) * Math.sqrt(weight);
    const slope = value * uslThroughput(law, load) / lambda / load;
    return [value / lambda, slope * (load - 1), slope * load * (load - 1)];
  });
  const { terms } = leastSquares(
    {
      lambda: rows.map(([column = NaN]) => column),
      sigma: rows.map(([, column = NaN]) => column),
      kappa: rows.map(([, , column = NaN]) => column),
    },
    residuals.map((residual, i) =>
      residual * Math.sqrt(points[i]?.weight ?? NaN)
    ),
    { intercept: false },
  );
  const [first, second, third] = terms.map((term) => term.standardError);
  return { lambda: first ?? NaN, sigma: second ?? NaN, kappa: third ?? NaN };
}

function peakOf(
  law: Pick<Usl, "lambda" | "sigma" | "kappa">,
  loads: readonly number[],
): UslPeak | null {
  if (law.kappa === 0 || law.sigma + law.kappa >= 1) return null;
  const load = Math.sqrt((1 - law.sigma) / law.kappa);
  return {
    load,
    throughput: uslThroughput(law, load),
    extrapolated: load > Math.max(...loads) || load < Math.min(...loads),
  };
}

function requirePoints(
  loads: readonly number[],
  throughputs: readonly number[],
  weights: readonly number[],
): void {
  const n = loads.length;
  if (throughputs.length !== n || weights.length !== n) {
    throw new RangeError(
      "Cannot fit the scalability law as loads, throughputs and weights differ in number: " +
        `${n}, ${throughputs.length} and ${weights.length}`,
    );
  }
  requireEach("a load is below 1", loads, (load) => load >= 1);
  requireEach("a throughput is negative", throughputs, (x) => x >= 0);
  requireEach("a weight is not above 0", weights, (weight) => weight > 0);
}

function requireEach(
  reason: string,
  values: readonly number[],
  holds: (value: number) => boolean,
): void {
  const invalid = values.find((value) => !(holds(value) && value < Infinity));
  if (invalid !== undefined) {
    throw new RangeError(
      `Cannot fit the scalability law as ${reason} or not finite: ${invalid}`,
    );
  }
}
