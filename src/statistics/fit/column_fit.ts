/**
 * Fits a target by a few columns, without a constant: least squares by Householder's QR decomposition (Golub and Van
 * Loan, Matrix Computations, sections 5.1 to 5.3).
 *
 * Own code rather than ml-matrix 6.15.1, whose matrices are lists of typed arrays, one a row: of the 1.33 s that
 * `nonNegativeLeastSquares` took in the report `cluster_scale`, for thousands of fits of some points each, it spent
 * 1.0 s on making and copying them. The test compares both, which agree to the last bit.
 */

/** Least squares of a target by some columns. */
export interface ColumnFit {
  /** A coefficient for each column, in their order. */
  readonly coefficients: Float64Array;
  /** Norm of what is left of the target. */
  readonly residual: number;
}

/**
 * Fits columns of the target's length, of which there are no more than they have values. Null if one of them is a sum
 * of others.
 */
export function fitColumns(
  columns: readonly Float64Array[],
  target: Float64Array,
): ColumnFit | null {
  const reflectors = columns.map((column) => column.slice());
  const diagonal = triangulate(reflectors);
  if (diagonal.includes(0)) return null;
  const turned = target.slice();
  for (const [k, reflector] of reflectors.entries()) {
    reflect(turned, reflector, k);
  }
  // What is left is a triangle, which is solved from its end.
  for (let k = columns.length - 1; k >= 0; k--) {
    const coefficient = turned[k]! / diagonal[k]!;
    turned[k] = coefficient;
    const column = reflectors[k]!;
    for (let i = 0; i < k; i++) {
      turned[i] = turned[i]! - coefficient * column[i]!;
    }
  }
  const coefficients = turned.slice(0, columns.length);
  const rest = target.slice();
  for (let i = 0; i < rest.length; i++) {
    let fitted = 0;
    for (let k = 0; k < columns.length; k++) {
      fitted += columns[k]![i]! * coefficients[k]!;
    }
    rest[i] = rest[i]! - fitted;
  }
  return { coefficients, residual: norm(rest) };
}

/** Computes the square root of the sum of squares. */
export function norm(values: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]! * values[i]!;
  return Math.sqrt(sum);
}

/**
 * Makes the columns a triangle by reflections, each of which turns a column onto its axis. Puts the reflectors in the
 * places of what becomes 0, from the diagonal down, and returns the diagonal.
 */
function triangulate(columns: readonly Float64Array[]): number[] {
  return columns.map((column, k) => {
    let length = 0;
    for (let i = k; i < column.length; i++) {
      length = hypotenuse(length, column[i]!);
    }
    if (length === 0) return 0;
    // Away from the axis, so that no digits cancel out.
    if (column[k]! < 0) length = -length;
    for (let i = k; i < column.length; i++) column[i] = column[i]! / length;
    column[k] = column[k]! + 1;
    for (const other of columns.slice(k + 1)) reflect(other, column, k);
    return -length;
  });
}

/** Reflects values from place k on. */
function reflect(
  values: Float64Array,
  reflector: Float64Array,
  k: number,
): void {
  let product = 0;
  for (let i = k; i < values.length; i++) product += reflector[i]! * values[i]!;
  const scale = -product / reflector[k]!;
  for (let i = k; i < values.length; i++) {
    values[i] = values[i]! + scale * reflector[i]!;
  }
}

/** Computes the square root of a² + b² without overflow. */
function hypotenuse(a: number, b: number): number {
  const [x, y] = [Math.abs(a), Math.abs(b)];
  const [larger, smaller] = x > y ? [x, y] : [y, x];
  if (larger === 0) return 0;
  const ratio = smaller / larger;
  return larger * Math.sqrt(1 + ratio * ratio);
}
