import { expect, test } from "vitest";
import { mannWhitney } from "../../../src/statistics/mod.ts";

const males = [19, 22, 16, 29, 24];
const females = [20, 11, 17, 12];

test("mannWhitney() gives SciPy's documented example", () => {
  const { u, p, method, n1, n2 } = mannWhitney(males, females);
  expect({ u, method, n1, n2 }).toEqual({
    u: 17,
    method: "exact",
    n1: 5,
    n2: 4,
  });
  expect(p).toBeCloseTo(1 / 9, 12);
  expect(mannWhitney(females, males)).toMatchObject({ u: 3, p });
  // The same example, method="asymptotic".
  const large = mannWhitney(males, females, { exactUpTo: 0 });
  expect(large.method).toBe("normal");
  expect(large.p).toBeCloseTo(0.11134688653314041, 12);
});

test("mannWhitney() gives the example of Hollander and Wolfe", () => {
  // Permeability of the chorioamnion; R prints W = 35 and one-sided p = 0.1272.
  const { u, p } = mannWhitney(
    [0.80, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46],
    [1.15, 0.88, 0.90, 0.74, 1.21],
  );
  expect(u).toBe(35);
  expect((p / 2).toFixed(4)).toBe("0.1272");
});

test("mannWhitney() is exact with ties", () => {
  // benchstat's p for four equal values against four others: 2 / choose(8, 4).
  const { p } = mannWhitney([-1, -1, -1, -1], [1, 1, 1, 1]);
  expect(p).toBeCloseTo(2 / 70, 12);
  const first = [1, 2, 2, 3, 5];
  const second = [2, 4, 4, 6, 7, 7];
  expect(mannWhitney(first, second).p).toBeCloseTo(byHand(first, second), 12);
});

/** Two-sided p by splitting the values in every possible way and counting pairs. */
function byHand(first: number[], second: number[]): number {
  const values = [...first, ...second];
  const distance = (side: number) => {
    const of = (bit: number) =>
      values.filter((_, i) => (side >> i & 1) === bit);
    let u = 0;
    for (const a of of(1)) {
      for (const b of of(0)) u += (Math.sign(a - b) + 1) / 2;
    }
    return Math.abs(u - first.length * second.length / 2);
  };
  const observed = distance(2 ** first.length - 1);
  const sides = Array.from({ length: 2 ** values.length }, (_, side) => side)
    .filter((side) =>
      side.toString(2).replaceAll("0", "").length === first.length
    );
  return sides.filter((side) => distance(side) >= observed).length /
    sides.length;
}

test("mannWhitney() corrects for ties and continuity when it approximates", () => {
  // SciPy 1.17, mannwhitneyu(..., method="asymptotic").
  const options = { exactUpTo: 0 };
  expect(mannWhitney([-1, -1, -1, -1], [1, 1, 1, 1], options).p)
    .toBeCloseTo(0.013123806784370716, 12);
  const mixed = mannWhitney([1, 2, 2, 3, 5], [2, 4, 4, 6, 7, 7], options);
  expect(mixed.u).toBe(5);
  expect(mixed.p).toBeCloseTo(0.07864522326072336, 12);
});

test("mannWhitney() approximates 500 against 600", () => {
  // The large case of benchstat's own test; p by SciPy 1.17.
  const first = Array.from({ length: 500 }, (_, i) => 2 * i);
  const second = Array.from({ length: 600 }, (_, i) => 2 * i - 41);
  const { u, p, method } = mannWhitney(first, second);
  expect({ u, method }).toEqual({ u: 135_250, method: "normal" });
  expect(p).toBeCloseTo(0.00493354, 7);
});

test("mannWhitney() finds no difference between equal samples", () => {
  expect(mannWhitney([1, 1], [1, 1]).p).toBe(1);
  expect(mannWhitney(Array(40).fill(1), Array(40).fill(1)).p).toBe(1);
});

test("mannWhitney() refuses an empty sample and NaN", () => {
  expect(() => mannWhitney([], [1])).toThrow("0 and 1 values");
  expect(() => mannWhitney([NaN], [1])).toThrow(RangeError);
});
