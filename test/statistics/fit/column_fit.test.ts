import { Matrix, QrDecomposition } from "ml-matrix";
import { expect, test } from "vitest";
import { seededRandom } from "../../../src/statistics/basics/random.ts";
import { fitColumns, norm } from "../../../src/statistics/fit/column_fit.ts";

/** The fit by ml-matrix. */
function fitByMatrices(columns: readonly Float64Array[], target: Float64Array) {
  const x = new Matrix(columns.map((column) => [...column])).transpose();
  const y = Matrix.columnVector(target);
  const qr = new QrDecomposition(x);
  if (!qr.isFullRank()) return null;
  const solution = qr.solve(y);
  return {
    coefficients: solution.to1DArray(),
    residual: Matrix.sub(y, x.mmul(solution)).norm(),
  };
}

test("fitColumns() agrees with ml-matrix to the last bit", () => {
  const random = seededRandom(1);
  for (let round = 0; round < 300; round++) {
    const length = 1 + round % 20;
    const values = () =>
      Float64Array.from(
        { length },
        () => (random() - 0.4) * 10 ** Math.floor(8 * random() - 4),
      );
    const columns = Array.from(
      { length: Math.min(length, 1 + round % 4) },
      values,
    );
    const target = values();
    const fit = fitColumns(columns, target);
    const { coefficients, residual } = fitByMatrices(columns, target)!;
    expect([...fit!.coefficients]).toEqual(coefficients);
    expect(fit!.residual).toBe(residual);
    expect(norm(target)).toBe(Matrix.columnVector(target).norm());
  }
});

test("fitColumns() has no fit of a column of zeros, nor of columns that are multiples", () => {
  const ones = Float64Array.of(1, 1);
  const zeros = [ones, Float64Array.of(0, 0)];
  expect(fitColumns(zeros, ones)).toBeNull();
  expect(fitByMatrices(zeros, ones)).toBeNull();
  const multiples = [Float64Array.of(1, 0), Float64Array.of(3, 0)];
  expect(fitColumns(multiples, ones)).toBeNull();
  expect(fitByMatrices(multiples, ones)).toBeNull();
});

test("fitColumns() leaves its arguments as they are", () => {
  const columns = [Float64Array.of(1, 2, 3), Float64Array.of(0, 1, 5)];
  const target = Float64Array.of(2, 5, 11);
  const { coefficients, residual } = fitColumns(columns, target)!;
  expect(columns).toEqual([
    Float64Array.of(1, 2, 3),
    Float64Array.of(0, 1, 5),
  ]);
  expect(target).toEqual(Float64Array.of(2, 5, 11));
  expect(coefficients[0]).toBeCloseTo(2, 12);
  expect(coefficients[1]).toBeCloseTo(1, 12);
  expect(residual).toBeCloseTo(0, 12);
});
