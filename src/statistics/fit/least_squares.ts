import { tQuantile } from "../basics/distributions.ts";
import { inverse, Matrix, QrDecomposition } from "ml-matrix";
import { requireFinite } from "../basics/finite.ts";
import { summarise } from "../describe/summary.ts";

/** Coefficient of a fitted model, in units of y per unit of its column. */
export interface Term {
  readonly name: string;
  readonly estimate: number;
  readonly standardError: number;
  /** Bounds of the t interval. */
  readonly lower: number;
  readonly upper: number;
}

/** Linear model fitted to n points. */
export interface LeastSquares {
  /** The intercept first, if there is one, then the columns as given. */
  readonly terms: readonly Term[];
  /**
   * Share of the variance about the mean (about 0 without an intercept) that the model explains; 1 for a constant y.
   */
  readonly r2: number;
  /** Standard deviation of the residuals with n less the number of terms. */
  readonly residualSd: number;
  /** y less its fitted value, point by point. */
  readonly residuals: readonly number[];
  readonly n: number;
  readonly degreesOfFreedom: number;
  readonly confidence: number;
  /** Means of the columns, in their order, and of y; null without an intercept. */
  readonly centres: {
    readonly columns: readonly Centre[];
    readonly y: Centre;
  } | null;
  /** Covariances of the columns' estimates, in their order; the intercept is left out. */
  readonly covariance: readonly (readonly number[])[];
}

/** Mean in two parts, for precision: a level far above its spread leaves too few digits for the exact mean. */
export interface Centre {
  /** One of the values. */
  readonly origin: number;
  /** Mean less origin. */
  readonly offset: number;
}

/** Options of `leastSquares`. */
export interface LeastSquaresOptions {
  /** Adds a constant term. @default {true} */
  readonly intercept?: boolean;
  /** Confidence of the two-sided intervals, 1 = 100 %. @default {0.95} */
  readonly confidence?: number;
}

/** Name of the constant term. */
export const INTERCEPT = "intercept";

/**
 * Fits y to a sum of named columns by ordinary least squares with a Householder QR decomposition (Golub and Van Loan,
 * Matrix Computations, section 5.3). A column may be any transform the caller computed, so the model need only be
 * linear in its coefficients. With an intercept the columns are centred first (the same section, 5.3.8), so that a
 * level far above its spread costs no digits. Throws `RangeError` if lengths differ, points are too few, a value is
 * not finite, or a column is a linear combination of others.
 */
export function leastSquares(
  columns: Readonly<Record<string, readonly number[]>>,
  y: readonly number[],
  { intercept = true, confidence = 0.95 }: LeastSquaresOptions = {},
): LeastSquares {
  const n = y.length;
  const names = Object.keys(columns);
  const count = names.length + Number(intercept);
  requireDesign(columns, y, count);
  // A centred constant column holds only rounding errors, which must not become a slope.
  const constant = names.find((name) => isConstant(columns[name] ?? []));
  if (intercept && constant !== undefined) refuse(constant);
  const centre = (values: readonly number[]) =>
    intercept ? centreOf(values) : { origin: 0, offset: 0 };
  const level = centre(y);
  const centres = names.map((name) => centre(columns[name] ?? []));
  const centred = names.map((name, j) =>
    (columns[name] ?? []).map((value) => from(centres[j], value))
  );
  // Unit columns, so that coefficients of very different size do not cost each other digits.
  const lengths = centred.map((column) => Math.sqrt(sumOfSquares(column)));
  const target = y.map((value) => from(level, value));
  const { solution, inverseProduct, residuals } = names.length === 0
    ? { solution: [], inverseProduct: [], residuals: target }
    : solve(centred, { lengths, target, names });
  const degreesOfFreedom = n - count;
  const squares = sumOfSquares(residuals);
  const variance = squares / degreesOfFreedom;
  const slopes = solution.map((value, j) => value / (lengths[j] ?? 1));
  const covariance = inverseProduct.map((row, i) =>
    row.map((value, j) =>
      value * variance / ((lengths[i] ?? 1) * (lengths[j] ?? 1))
    )
  );
  const t = tQuantile((1 + confidence) / 2, degreesOfFreedom);
  const term = (name: string, estimate: number, variance: number): Term => {
    const standardError = Math.sqrt(variance);
    return {
      name,
      estimate,
      standardError,
      lower: estimate - t * standardError,
      upper: estimate + t * standardError,
    };
  };
  // At the means of the columns the fit is the mean of y, with variance / n; the intercept is the fit at 0.
  const means = centres.map(({ origin, offset }) => origin + offset);
  const atZero = intercept
    ? [term(
      INTERCEPT,
      level.origin + level.offset - dot(slopes, means),
      variance / n + spread(covariance, means),
    )]
    : [];
  const totalSquares = sumOfSquares(target);
  return {
    terms: [
      ...atZero,
      ...names.map((name, j) =>
        term(name, slopes[j] ?? NaN, covariance[j]?.[j] ?? NaN)
      ),
    ],
    r2: totalSquares === 0 || intercept && isConstant(y)
      ? 1
      : 1 - squares / totalSquares,
    residualSd: Math.sqrt(variance),
    residuals,
    n,
    degreesOfFreedom,
    confidence,
    centres: intercept ? { columns: centres, y: level } : null,
    covariance,
  };
}

function solve(
  columns: readonly (readonly number[])[],
  { lengths, target, names }: {
    readonly lengths: readonly number[];
    readonly target: readonly number[];
    readonly names: readonly string[];
  },
) {
  const x = new Matrix(
    target.map((_, row) =>
      columns.map((column, j) => (column[row] ?? NaN) / (lengths[j] ?? 1))
    ),
  );
  const qr = new QrDecomposition(x);
  const r = qr.upperTriangularMatrix;
  requireIndependent(r, names);
  const y = Matrix.columnVector(target);
  const solution = qr.solve(y);
  const rInverse = inverse(r);
  return {
    solution: solution.to1DArray(),
    inverseProduct: rInverse.mmul(rInverse.transpose()).to2DArray(),
    residuals: Matrix.sub(y, x.mmul(solution)).to1DArray(),
  };
}

/** Fitted mean of y at one place, with its interval. */
export interface Prediction {
  readonly value: number;
  readonly lower: number;
  readonly upper: number;
}

/**
 * Predicts the mean of y for the given values of the columns (Draper and Smith, Applied Regression Analysis, section
 * 3.1). The interval is that of the fitted mean, not of a new point. Throws `RangeError` for a column without a
 * value.
 */
export function predict(
  fit: LeastSquares,
  at: Readonly<Record<string, number>>,
): Prediction {
  const columns = fit.terms.filter(({ name }) => name !== INTERCEPT);
  const deviations = columns.map(({ name }, j) => {
    const value = at[name];
    if (value === undefined) {
      throw new RangeError(
        `Cannot predict y as a column has no value: ${name}`,
      );
    }
    return from(fit.centres?.columns[j], value);
  });
  const rise = dot(columns.map(({ estimate }) => estimate), deviations);
  const { origin, offset } = fit.centres?.y ?? { origin: 0, offset: 0 };
  const value = origin + (offset + rise);
  const variance = spread(fit.covariance, deviations) +
    (fit.centres ? fit.residualSd ** 2 / fit.n : 0);
  const half = tQuantile((1 + fit.confidence) / 2, fit.degreesOfFreedom) *
    Math.sqrt(variance);
  return { value, lower: value - half, upper: value + half };
}

/** Variance of a weighted sum of estimates; at least 0, as rounding could make it negative. */
function spread(
  covariance: readonly (readonly number[])[],
  weights: readonly number[],
): number {
  const sum = covariance.reduce(
    (total, row, i) => total + (weights[i] ?? NaN) * dot(row, weights),
    0,
  );
  return Math.max(0, sum);
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, i) => sum + value * (b[i] ?? NaN), 0);
}

function isConstant(values: readonly number[]): boolean {
  return values.every((value) => value === values[0]);
}

function centreOf(values: readonly number[]): Centre {
  const origin = values[0] ?? 0;
  const { mean } = summarise(values.map((value) => value - origin));
  return { origin, offset: mean ?? 0 };
}

function from(centre: Centre | undefined, value: number): number {
  return centre ? value - centre.origin - centre.offset : value;
}

function sumOfSquares(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value ** 2, 0);
}

function requireDesign(
  columns: Readonly<Record<string, readonly number[]>>,
  y: readonly number[],
  count: number,
): void {
  for (
    const [name, column] of [...Object.entries(columns), ["y", y] as const]
  ) {
    if (column.length !== y.length) {
      throw new RangeError(
        `Cannot fit y as column ${name} has another length than ${y.length}: ${column.length}`,
      );
    }
    requireFinite(column, "fit y", `column ${name}`);
  }
  if (count === 0 || y.length <= count) {
    throw new RangeError(
      `Cannot fit ${count} terms as they need more points than terms: ${y.length}`,
    );
  }
}

/** Throws `RangeError` for a dependent column: it leaves almost 0 on the diagonal of R, as columns have unit length. */
function requireIndependent(r: Matrix, names: readonly string[]): void {
  for (const [i, name] of names.entries()) {
    if (!(Math.abs(r.get(i, i)) > 1e-10)) refuse(name);
  }
}

function refuse(name: string): never {
  throw new RangeError(
    `Cannot fit y as a column is a sum of those before it: ${name}`,
  );
}
