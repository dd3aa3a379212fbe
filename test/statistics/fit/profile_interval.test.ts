import { expect, test } from "vitest";
import { leastSquares, profileInterval } from "../../../src/statistics/mod.ts";

const x = [1, 2, 3, 4, 5, 6];
const y = [2.1, 3.9, 6.2, 7.8, 10.1, 11.7];

/** Least residual sum of squares of lines with this slope: their intercept is then the mean of the rest. */
function squaresOf(slope: number): number {
  const rest = y.map((value, i) => value - slope * (x[i] ?? NaN));
  const mean = rest.reduce((sum, value) => sum + value, 0) / rest.length;
  return rest.reduce((sum, value) => sum + (value - mean) ** 2, 0);
}

test("profileInterval() of a straight line is the t interval", () => {
  const slope = leastSquares({ x }, y).terms[1];
  if (!slope) throw new Error("a line has a slope");
  const { lower, upper } = profileInterval(squaresOf, {
    estimate: slope.estimate,
    least: squaresOf(slope.estimate),
    freedom: 4,
  });
  expect(lower).toBeCloseTo(slope.lower, 8);
  expect(upper).toBeCloseTo(slope.upper, 8);
});

test("profileInterval() ends at a bound it reaches, and is null without one", () => {
  const fit = { estimate: 1, least: 4, freedom: 4, within: [0, 9] as const };
  expect(profileInterval(() => 4, fit)).toEqual({ lower: 0, upper: 9 });
  const open = { estimate: 1, least: 4, freedom: 4 };
  expect(profileInterval(() => 4, open)).toEqual({ lower: null, upper: null });
  expect(profileInterval((value) => value > 1 ? Infinity : 4, open).upper)
    .toBeCloseTo(1, 8);
});

test("profileInterval() has nothing to judge by without a point to spare", () => {
  const fit = { estimate: 1, least: 0, freedom: 0 };
  expect(profileInterval(squaresOf, fit))
    .toEqual({ lower: null, upper: null });
});
