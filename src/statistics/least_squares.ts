import { tQuantile } from "./distributions.ts";
import { inverse, Matrix, QrDecomposition } from "ml-matrix";

/** One coefficient of a fitted model, in units of y per unit of its column. */
export interface Term {
  readonly name: string;
  readonly estimate: number;
  readonly standardError: number;
  /** Bounds of the t interval. */
  readonly lower: number;
  readonly upper: number;
}

/** A linear model fitted to n points. */
export interface LeastSquares {
  /** The intercept first, if there is one, then the columns as given. */
  readonly terms: readonly Term[];
  /** Share of the variance about the mean (about 0 without an intercept) that the model explains; 1 if y is constant and met. */
  readonly r2: number;
  /** Standard deviation of the residuals with n less the number of terms. */
  readonly residualSd: number;
  /** y less its fitted value, point by point. */
  readonly residuals: readonly number[];
  readonly n: number;
  readonly degreesOfFreedom: number;
  readonly confidence: number;
  /** Covariances of the estimates, in the order of the terms. */
  readonly covariance: readonly (readonly number[])[];
}

export interface LeastSquaresOptions {
  /** Whether the model has a constant. @default {true} */
  readonly intercept?: boolean;
  /** Confidence of the two-sided intervals, 1 = 100 %. @default {0.95} */
  readonly confidence?: number;
}

/** Name of the constant term. */
export const INTERCEPT = "intercept";

/**
 * Fits y to a sum of named columns by ordinary least squares with a Householder QR decomposition (Golub and Van Loan, Matrix
 * Computations, section 5.3). A column may be any transform the caller computed, so the model need only be linear in its
 * coefficients. Throws a RangeError when lengths differ, points are too few, or a column is a sum of others.
 */
export function leastSquares(
  columns: Readonly<Record<string, readonly number[]>>,
  y: readonly number[],
  { intercept = true, confidence = 0.95 }: LeastSquaresOptions = {},
): LeastSquares {
  const n = y.length;
  const design: [string, readonly number[]][] = [
    ...(intercept ? [[INTERCEPT, y.map(() => 1)] as const] : []),
    ...Object.entries(columns),
  ].map(([name, values]) => [name, values]);
  requireDesign(design, y);
  // Columns of unit length: coefficients of very different size then lose no digits to each other.
  const lengths = design.map(([, column]) => Math.sqrt(sumOfSquares(column)));
  const x = new Matrix(
    y.map((_, row) =>
      design.map(([, column], j) => (column[row] ?? NaN) / (lengths[j] ?? 1))
    ),
  );
  const qr = new QrDecomposition(x);
  const r = qr.upperTriangularMatrix;
  requireIndependent(r, design.map(([name]) => name));
  const solution = qr.solve(Matrix.columnVector(y));
  const residuals = Matrix.sub(Matrix.columnVector(y), x.mmul(solution))
    .to1DArray();
  const degreesOfFreedom = n - design.length;
  const squares = sumOfSquares(residuals);
  const variance = squares / degreesOfFreedom;
  const rInverse = inverse(r);
  const covariance = rInverse.mmul(rInverse.transpose()).to2DArray()
    .map((row, i) =>
      row.map((value, j) =>
        value * variance / ((lengths[i] ?? 1) * (lengths[j] ?? 1))
      )
    );
  const t = tQuantile((1 + confidence) / 2, degreesOfFreedom);
  const terms = design.map(([name], i) => {
    const estimate = solution.get(i, 0) / (lengths[i] ?? 1);
    const standardError = Math.sqrt(covariance[i]?.[i] ?? NaN);
    return {
      name,
      estimate,
      standardError,
      lower: estimate - t * standardError,
      upper: estimate + t * standardError,
    };
  });
  const mean = intercept ? y.reduce((sum, value) => sum + value, 0) / n : 0;
  const all = sumOfSquares(y.map((value) => value - mean));
  return {
    terms,
    r2: all === 0 ? Number(squares === 0) : 1 - squares / all,
    residualSd: Math.sqrt(variance),
    residuals,
    n,
    degreesOfFreedom,
    confidence,
    covariance,
  };
}

/** What the model says of the mean of y at one place, with its interval. */
export interface Prediction {
  readonly value: number;
  readonly lower: number;
  readonly upper: number;
}

/**
 * Predicts the mean of y where each column has the given value (Draper and Smith, Applied Regression Analysis, section 3.1).
 * The interval is of the fitted mean, not of a single new point. Throws a RangeError for a column without a value.
 */
export function predict(
  fit: LeastSquares,
  at: Readonly<Record<string, number>>,
): Prediction {
  const place = fit.terms.map(({ name }) => {
    const value = name === INTERCEPT ? 1 : at[name];
    if (value === undefined) {
      throw new RangeError(
        `Cannot predict y as a column has no value: ${name}`,
      );
    }
    return value;
  });
  const value = fit.terms.reduce(
    (sum, { estimate }, i) => sum + estimate * (place[i] ?? NaN),
    0,
  );
  const variance = fit.covariance.reduce((sum, row, i) =>
    sum + row.reduce(
      (inner, covariance, j) =>
        inner + covariance * (place[i] ?? NaN) * (place[j] ?? NaN),
      0,
    ), 0);
  const half = tQuantile((1 + fit.confidence) / 2, fit.degreesOfFreedom) *
    Math.sqrt(Math.max(0, variance));
  return { value, lower: value - half, upper: value + half };
}

function sumOfSquares(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value ** 2, 0);
}

function requireDesign(
  design: readonly (readonly [string, readonly number[]])[],
  y: readonly number[],
): void {
  for (const [name, column] of [...design, ["y", y] as const]) {
    if (column.length !== y.length) {
      throw new RangeError(
        `Cannot fit y as column ${name} has another length than ${y.length}: ${column.length}`,
      );
    }
    const wrong = column.find((value) => !Number.isFinite(value));
    if (wrong !== undefined) {
      throw new RangeError(
        `Cannot fit y as column ${name} has a value that is not finite: ${wrong}`,
      );
    }
  }
  if (design.length === 0 || y.length <= design.length) {
    throw new RangeError(
      `Cannot fit ${design.length} terms as they need more points than terms: ${y.length}`,
    );
  }
}

/** Unit columns that add nothing to those before them leave next to nothing on the diagonal of R. */
function requireIndependent(r: Matrix, names: readonly string[]): void {
  for (const [i, name] of names.entries()) {
    if (!(Math.abs(r.get(i, i)) > 1e-10)) {
      throw new RangeError(
        `Cannot fit y as a column is a sum of those before it: ${name}`,
      );
    }
  }
}
