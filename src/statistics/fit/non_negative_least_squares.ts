import { Matrix, QrDecomposition } from "ml-matrix";
import { requireFinite } from "../basics/finite.ts";

/** Maximum number of columns; more give too many subsets to try. */
const MAX_COLUMNS = 10;

const DOING = "fit without negative coefficients";

/**
 * Fits y to a sum of columns with no coefficient below 0, exactly: of all subsets of columns, the least squares with
 * the smallest residual among those whose coefficients are all above 0 (the solution defined by Lawson and Hanson,
 * Solving Least Squares Problems, 1974, chapter 23, who search for it; for a few columns trying all is as fast).
 * `rows` holds the columns' values point by point. All 0 if nothing fits better. Throws `RangeError` for more than
 * ten columns, unequal lengths or a value that is not finite.
 */
export function nonNegativeLeastSquares(
  rows: readonly (readonly number[])[],
  target: readonly number[],
): number[] {
  const columns = rows[0]?.length ?? 0;
  if (columns > MAX_COLUMNS) {
    throw new RangeError(
      `Cannot ${DOING} as there are more than ${MAX_COLUMNS} columns: ${columns}`,
    );
  }
  if (rows.length !== target.length) {
    throw new RangeError(
      `Cannot ${DOING} as rows and targets differ in number: ${rows.length} and ${target.length}`,
    );
  }
  requireFinite(target, DOING, "the target");
  for (const row of rows) requireFinite(row, DOING, "a row");
  const y = Matrix.columnVector(target);
  // Minimum reduction of the residual by a column, so that rounding errors do not become coefficients.
  const gain = 1e-12 * y.norm();
  let best = Array.from({ length: columns }, () => 0);
  let smallest = y.norm();
  for (const chosen of choices(columns)) {
    if (chosen.length > rows.length) continue;
    const x = new Matrix(
      rows.map((row) => chosen.map((column) => row[column] ?? NaN)),
    );
    const qr = new QrDecomposition(x);
    if (!qr.isFullRank()) continue;
    const solution = qr.solve(y);
    const residual = Matrix.sub(y, x.mmul(solution)).norm();
    if (!(solution.min() > 0 && residual < smallest - gain)) continue;
    smallest = residual;
    best = best.map((_, column) =>
      chosen.includes(column) ? solution.get(chosen.indexOf(column), 0) : 0
    );
  }
  return best;
}

/** Returns all non-empty subsets of columns, small ones first. */
function choices(columns: number): number[][] {
  return Array.from(
    { length: 2 ** columns - 1 },
    (_, bits) =>
      Array.from({ length: columns }, (_, column) => column)
        .filter((column) => bits + 1 & 1 << column),
  ).sort((a, b) => a.length - b.length);
}
