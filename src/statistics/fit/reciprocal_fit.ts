import { nonNegativeLeastSquares } from "./non_negative_least_squares.ts";

/** Load and its measured throughput. */
export interface LoadPoint {
  readonly load: number;
  readonly throughput: number;
  /** Weight of its squared residual. */
  readonly weight: number;
}

/** Model of load / throughput: `offset` plus each column times a coefficient, point by point. */
export interface Reciprocal {
  readonly offset: readonly number[];
  /** One array a column. */
  readonly columns: readonly (readonly number[])[];
}

/** Fit of throughput = load / (offset + sum of coefficients x columns). */
export interface ReciprocalFit {
  readonly coefficients: readonly number[];
  /** Weighted residual sum of squares. */
  readonly squares: number;
}

export interface ReciprocalOptions {
  /** Minimum gain of a step to continue, as a share of the sum of squares. @default {0} */
  readonly gain?: number;
}

/** Relative rounding error of a sum of squares. */
const ROUNDING = 1e-14;

/**
 * Fits non-negative coefficients of load / throughput by least squares in throughput: Gauss-Newton (Bates and Watts,
 * Nonlinear Regression Analysis and Its Applications, 1988, section 2.2.1); each step is an exact non-negative least
 * squares and is halved until it improves the fit. `start` must give every point a throughput above 0.
 */
export function fitReciprocal(
  points: readonly LoadPoint[],
  { offset, columns }: Reciprocal,
  start: readonly number[],
  { gain = 0 }: ReciprocalOptions = {},
): ReciprocalFit {
  // Columns of about equal length, so that the steps lose no digits.
  const lengths = columns.map((column) =>
    Math.max(...column.map(Math.abs)) || 1
  );
  const scaled = points.map((_, i) =>
    columns.map((column, j) => (column[i] ?? NaN) / (lengths[j] ?? 1))
  );
  const fitted = (q: readonly number[]) =>
    points.map(({ load }, i) => {
      const cost = q.reduce(
        (sum, value, j) => sum + value * (scaled[i]?.[j] ?? NaN),
        offset[i] ?? NaN,
      );
      return cost > 0 ? load / cost : Infinity;
    });
  const squaresOf = (values: readonly number[]) =>
    values.reduce((sum, value, i) => {
      const { throughput, weight } = points[i] ?? { throughput: 0, weight: 0 };
      return sum + weight * (throughput - value) ** 2;
    }, 0);
  let current = start.map((value, j) => value * (lengths[j] ?? 1));
  let values = fitted(current);
  let squares = squaresOf(values);
  for (let iteration = 0; iteration < 200; iteration++) {
    // Throughput is of degree -1 in the cost, so that the linearised residual is throughput - 2 fitted + slope x next
    // cost.
    const slopes = points.map(({ load, weight }, i) =>
      Math.sqrt(weight) * (values[i] ?? NaN) ** 2 / load
    );
    const next = nonNegativeLeastSquares(
      scaled.map((row, i) => row.map((value) => (slopes[i] ?? NaN) * value)),
      points.map(({ throughput, weight }, i) =>
        Math.sqrt(weight) * (2 * (values[i] ?? NaN) - throughput) -
        (slopes[i] ?? NaN) * (offset[i] ?? NaN)
      ),
    );
    let step = 1;
    const moved = () =>
      current.map((from, j) => (1 - step) * from + step * (next[j] ?? NaN));
    let tried = fitted(moved());
    let triedSquares = squaresOf(tried);
    if (Math.abs(triedSquares - squares) <= ROUNDING * squares) {
      // The sums of squares are equal within rounding; the whole step is still the better one.
      current = next;
      break;
    }
    while (!(triedSquares < squares) && step > 1e-10) {
      step /= 2;
      tried = fitted(moved());
      triedSquares = squaresOf(tried);
    }
    if (!(triedSquares < squares)) break;
    const before = squares;
    current = moved();
    values = tried;
    squares = triedSquares;
    if (before - squares < gain * squares) break;
  }
  return {
    coefficients: current.map((value, j) => value / (lengths[j] ?? 1)),
    squares,
  };
}
