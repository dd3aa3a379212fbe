import { Matrix, QrDecomposition } from "ml-matrix";

/** Maximum distance from the hull that counts as on it, with every axis scaled to the width of the points. */
const MAX_DISTANCE = 1e-7;
/** Gain of a column below which only rounding is left to gain: the square of a distance well below `MAX_DISTANCE`. */
const MIN_GAIN = 1e-15;

/**
 * Returns true if a place lies within the convex hull of points with the same axes, including its border: it is then
 * a mean of the points with non-negative weights. The weights are searched by non-negative least squares (Lawson and
 * Hanson, Solving Least Squares Problems, 1974, chapter 23); they exist exactly if the residual is 0. A place may lie
 * within the range of every single axis and still outside the hull. Returns false without points. Throws `RangeError`
 * if the number of axes differs or a coordinate is not finite.
 */
export function withinHull(
  points: readonly (readonly number[])[],
  place: readonly number[],
): boolean {
  requirePlaces([...points, place]);
  if (points.length === 0) return false;
  const widths = place.map((_, axis) => {
    const values = points.map((point) => point[axis] ?? NaN);
    return Math.max(...values) - Math.min(...values) ||
      Math.abs(values[0] ?? 0) || 1;
  });
  // The place is the origin; the last row makes the weights add up to 1.
  const rows = [
    ...place.map((at, axis) =>
      points.map((point) => ((point[axis] ?? NaN) - at) / (widths[axis] ?? 1))
    ),
    points.map(() => 1),
  ];
  return leastResidual(
    new Matrix(rows),
    Matrix.columnVector([...place.map(() => 0), 1]),
  ) <= MAX_DISTANCE;
}

/** Norm of the residual of the best non-negative combination of columns. */
function leastResidual(columns: Matrix, target: Matrix): number {
  const weights = new Float64Array(columns.columns);
  const used = new Set<number>();
  const residual = () =>
    Matrix.sub(target, columns.mmul(Matrix.columnVector([...weights])));
  // Each column enters at most a few times; the limit is for rounding only.
  for (let turn = 0; turn < 10 * columns.columns; turn++) {
    const gains = columns.transpose().mmul(residual()).to1DArray();
    const entering = gains.reduce(
      (best, gain, j) =>
        !used.has(j) && gain > (gains[best] ?? MIN_GAIN) ? j : best,
      -1,
    );
    if (entering < 0) break;
    used.add(entering);
    moveWeights(columns, target, weights, used);
  }
  return residual().norm();
}

/** Moves the weights to the least squares of the used columns, and drops columns whose weight would fall below 0. */
function moveWeights(
  columns: Matrix,
  target: Matrix,
  weights: Float64Array,
  used: Set<number>,
): void {
  while (used.size > 0) {
    const usedColumns = [...used];
    const qr = new QrDecomposition(
      columns.subMatrixColumn(usedColumns),
    );
    if (!qr.isFullRank()) {
      used.delete(usedColumns.at(-1) ?? -1);
      return;
    }
    const solution = qr.solve(target).to1DArray();
    const steps = usedColumns.map((j, i) => {
      const [from, to] = [weights[j] ?? 0, solution[i] ?? NaN];
      return to > 0 ? 1 : from / (from - to);
    });
    const step = Math.min(...steps);
    for (const [i, j] of usedColumns.entries()) {
      const from = weights[j] ?? 0;
      const to = from + step * ((solution[i] ?? NaN) - from);
      const dropped = step < 1 && steps[i] === step;
      weights[j] = dropped ? 0 : to;
      if (dropped) used.delete(j);
    }
    if (step === 1) return;
  }
}

function requirePlaces(places: readonly (readonly number[])[]): void {
  const axes = places.at(-1)?.length ?? 0;
  for (const place of places) {
    if (place.length !== axes) {
      throw new RangeError(
        `Cannot compare places as they differ in axes: ${place.length} and ${axes}`,
      );
    }
    const invalid = place.find((value) => !Number.isFinite(value));
    if (invalid !== undefined) {
      throw new RangeError(
        `Cannot compare places as a coordinate is not finite: ${invalid}`,
      );
    }
  }
}
