import { expect, test } from "vitest";
import { nonNegativeLeastSquares } from "../../../src/statistics/mod.ts";

test("nonNegativeLeastSquares() gives the examples of SciPy's documentation", () => {
  const rows = [[1, 0], [1, 0], [0, 1]];
  const [first, second] = nonNegativeLeastSquares(rows, [2, 1, 1]);
  expect(first).toBeCloseTo(1.5, 12);
  expect(second).toBeCloseTo(1, 12);
  expect(nonNegativeLeastSquares(rows, [-1, -1, -1])).toEqual([0, 0]);
});

test("nonNegativeLeastSquares() leaves out a column rather than give it a negative coefficient", () => {
  // SciPy 1.17.1: lstsq() gives [3.7141, -0.4282, 0.6740], nnls() more than the rest of it.
  const rows = [[1, 4, 2], [1, 1, 5], [2, 7, 1], [3, 2, 2], [1, 9, 3]];
  const [a, b, c] = nonNegativeLeastSquares(rows, [5, 6, 4, 12, 2]);
  expect(a).toBeCloseTo(3.0741758241758, 11);
  expect(b).toBe(0);
  expect(c).toBeCloseTo(0.4340659340659, 11);
});

test("nonNegativeLeastSquares() copes with a column that is a sum of others", () => {
  const [a = NaN, b = NaN] = nonNegativeLeastSquares([[1, 2], [2, 4]], [3, 6]);
  expect(a + 2 * b).toBeCloseTo(3, 12);
});

test("nonNegativeLeastSquares() refuses too many columns and unequal lengths", () => {
  expect(() => nonNegativeLeastSquares([new Array(11).fill(1)], [1]))
    .toThrow("more than 10 columns: 11");
  expect(() => nonNegativeLeastSquares([[1]], [1, 2])).toThrow("1 and 2");
});
