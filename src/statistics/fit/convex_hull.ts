import { Matrix, QrDecomposition } from "ml-matrix";

/** Distance from the hull that still counts as on it, with every axis scaled to the width of the points. */
const NEAR = 1e-7;
/** Gain of a column below which only rounding is left to gain: the square of a distance well below `NEAR`. */
const NO_GAIN = 1e-15;

/**
 * Tells whether a place lies within the convex hull of points with the same axes, its border included: whether it is a mean of
 * the points under some weights that are not negative. Such weights are looked for by non-negative least squares (Lawson and
 * Hanson, Solving Least Squares Problems, 1974, chapter 23); they exist exactly when nothing remains. A place may lie within the
 * range of every single axis and still outside. No point holds no place. Throws a RangeError when the number of axes differs
 * or a coordinate is not finite.
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
  ) <= NEAR;
}

/** Length of what the best non-negative combination of columns leaves of the target. */
function leastResidual(columns: Matrix, target: Matrix): number {
  const weights = new Float64Array(columns.columns);
  const used = new Set<number>();
  const rest = () =>
    Matrix.sub(target, columns.mmul(Matrix.columnVector([...weights])));
  // Each column enters at most a few times; the limit is for rounding only.
  for (let turn = 0; turn < 10 * columns.columns; turn++) {
    const gains = columns.transpose().mmul(rest()).to1DArray();
    const entering = gains.reduce(
      (best, gain, j) =>
        !used.has(j) && gain > (gains[best] ?? NO_GAIN) ? j : best,
      -1,
    );
    if (entering < 0) break;
    used.add(entering);
    settle(columns, target, weights, used);
  }
  return rest().norm();
}

/** Moves the weights to the least squares of the used columns, and drops those that would fall below 0 on the way. */
function settle(
  columns: Matrix,
  target: Matrix,
  weights: Float64Array,
  used: Set<number>,
): void {
  while (used.size > 0) {
    const mine = [...used];
    const qr = new QrDecomposition(
      columns.subMatrixColumn(mine),
    );
    if (!qr.isFullRank()) {
      used.delete(mine.at(-1) ?? -1);
      return;
    }
    const solution = qr.solve(target).to1DArray();
    const steps = mine.map((j, i) => {
      const [from, to] = [weights[j] ?? 0, solution[i] ?? NaN];
      return to > 0 ? 1 : from / (from - to);
    });
    const step = Math.min(...steps);
    for (const [i, j] of mine.entries()) {
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
    const wrong = place.find((value) => !Number.isFinite(value));
    if (wrong !== undefined) {
      throw new RangeError(
        `Cannot compare places as a coordinate is not finite: ${wrong}`,
      );
    }
  }
}
