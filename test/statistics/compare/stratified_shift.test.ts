import { expect, test } from "vitest";
import {
  hodgesLehmann,
  stratifiedShift,
  stratifiedTest,
} from "../../../src/statistics/mod.ts";

test("stratifiedShift() of one stratum is that of Hodges and Lehmann", () => {
  // Hollander and Wolfe, table 4.1: permeability of the chorioamnion, at term and at 12 to 26 weeks.
  const first = [0.80, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46];
  const second = [1.15, 0.88, 0.90, 0.74, 1.21];
  expect(stratifiedShift([{ first, second }]))
    .toEqual(hodgesLehmann(first, second));
});

test("stratifiedShift() is not moved by the speed of a session", () => {
  const slow = [10, 11, 12, 13];
  const shift = stratifiedShift([
    { first: slow, second: slow.map((value) => value + 2) },
    {
      first: slow.map((value) => value + 90),
      second: slow.map((value) => value + 92),
    },
  ]);
  expect(shift?.shift).toBeCloseTo(2);
  expect(shift?.lower).toBeGreaterThanOrEqual(0);
  expect(shift?.upper).toBeLessThanOrEqual(4);
});

test("stratifiedShift() encloses exactly the shifts that the test does not reject", () => {
  const strata = [
    { first: [1.1, 3.4, 5.2, 0.7], second: [2.3, 6.1, 7.9, 8.8] },
    { first: [10.2, 12.9, 11.6], second: [13.3, 9.1, 14.7, 15.1] },
  ];
  const found = stratifiedShift(strata);
  const pAt = (by: number) =>
    stratifiedTest(strata.map(({ first, second }) => ({
      first,
      second: second.map((value) => value - by),
    }))).p;
  const [lower, upper] = [found?.lower ?? NaN, found?.upper ?? NaN];
  expect(pAt(lower + 1e-6)).toBeGreaterThan(0.05);
  expect(pAt(lower - 1e-6)).toBeLessThanOrEqual(0.05);
  expect(pAt(upper - 1e-6)).toBeGreaterThan(0.05);
  expect(pAt(upper + 1e-6)).toBeLessThanOrEqual(0.05);
});

test("stratifiedShift() has no bounds where no shift can be rejected", () => {
  const strata = [
    { first: [1], second: [2] },
    { first: [5], second: [7] },
  ];
  expect(stratifiedShift(strata))
    .toEqual({ shift: 1.5, lower: null, upper: null });
});

test("stratifiedShift() ignores strata with one sample, and is null without any", () => {
  const pair = { first: [1, 2, 3], second: [4, 5, 6] };
  expect(stratifiedShift([pair, { first: [9], second: [] }]))
    .toEqual(hodgesLehmann(pair.first, pair.second));
  expect(stratifiedShift([{ first: [], second: [1] }])).toBeNull();
});

test("stratifiedShift() refuses NaN", () => {
  expect(() => stratifiedShift([{ first: [NaN], second: [1] }]))
    .toThrow(RangeError);
});
