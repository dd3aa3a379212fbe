import { expect, test } from "vitest";
import { withinHull } from "../../../src/statistics/mod.ts";

test.each([
  ["inside", [1, 1], true],
  ["on a side", [1, 2], true],
  ["on a corner", [2, 0], true],
  ["just beyond a side", [1, 2.001], false],
  ["beyond", [5, 5], false],
])("withinHull() of a square tells a place %s", (_, place, within) => {
  const square = [[0, 0], [2, 0], [2, 2], [0, 2], [1, 0.5]];
  expect(withinHull(square, place)).toBe(within);
});

test("withinHull() tests all axes together, not each alone", () => {
  const triangle = [[0, 0], [6e6, 0], [0, 360e3]];
  expect(withinHull(triangle, [3e6, 180e3])).toBe(true);
  expect(withinHull(triangle, [6e6, 360e3])).toBe(false);
  expect(withinHull(triangle, [3.1e6, 180e3])).toBe(false);
});

/** Lehmer's generator, whose numbers Python repeats exactly. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => (state = state * 16807 % 2147483647) / 2147483647;
}

// Reference: the same linear program, weights that are not negative and add up to 1, by SciPy 1.17.1's linprog (HiGHS).
test.each([
  [2, 12, "110011100111001100000100100110110101010111000111101011100101"],
  [3, 20, "101000110000110011010100010000000101110110011000011010100100"],
  [5, 60, "000100001101000000000001000000000000000000001001000010000000"],
])(
  "withinHull() in %i axes agrees with a linear program",
  (axes, n, inside) => {
    const next = numbers(axes);
    const draw = () => Array.from({ length: axes }, (_, k) => next() * 10 ** k);
    const points = Array.from({ length: n }, draw);
    const found = Array.from(
      { length: inside.length },
      () => withinHull(points, draw()) ? "1" : "0",
    ).join("");
    expect(found).toBe(inside);
  },
);

test("withinHull() of points on one line, of one point, and of none", () => {
  const line = [[0, 1], [1, 1], [3, 1], [2, 1]];
  expect(withinHull(line, [2.5, 1])).toBe(true);
  expect(withinHull(line, [2.5, 1.1])).toBe(false);
  expect(withinHull(line, [3.5, 1])).toBe(false);
  expect(withinHull([[4, 4], [4, 4]], [4, 4])).toBe(true);
  expect(withinHull([[4, 4]], [4, 5])).toBe(false);
  expect(withinHull([], [1])).toBe(false);
});

test("withinHull() refuses invalid coordinates", () => {
  expect(() => withinHull([[1, 2]], [1])).toThrow("differ in axes: 2 and 1");
  expect(() => withinHull([[1, NaN]], [1, 2])).toThrow("not finite: NaN");
});
