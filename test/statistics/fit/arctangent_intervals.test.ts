import { expect, test } from "vitest";
import {
  arctangentIntervals,
  fitArctangent,
} from "../../../src/statistics/mod.ts";

const x = [1, 2, 4, 8, 16, 32, 64];
const y = [0.62, 1.1, 1.72, 2.35, 2.71, 2.83, 2.98];

/** To six digits; null where there is no bound. */
const digits = (bounds: { lower: number | null; upper: number | null }) =>
  [bounds.lower, bounds.upper].map((bound) =>
    bound === null ? null : Number(bound.toPrecision(6))
  );

test("arctangentIntervals() agrees with profiles by SciPy", () => {
  const found = arctangentIntervals(x, y, fitArctangent(x, y), { at: [10] });
  // SciPy 1.17.1: each profile by minimize_scalar() from the best of 2,000 c, its crossing by brentq().
  expect(digits(found.a)).toEqual([-0.141694, 0.215209]);
  expect(digits(found.b)).toEqual([1.82351, 2.03505]);
  expect(digits(found.c)).toEqual([0.261126, 0.356163]);
  expect(digits(found.predictions[0] ?? { lower: null, upper: null }))
    .toEqual([2.41446, 2.50381]);
});

test("arctangentIntervals() has no bound if a straight line fits as well", () => {
  const straight = [1.1, 1.9, 4.2, 7.9, 16.1, 31.8, 64.1];
  const { c } = arctangentIntervals(x, straight, fitArctangent(x, straight));
  expect(c.lower).toBeNull();
  expect(c.upper).toBeGreaterThan(0);
});
