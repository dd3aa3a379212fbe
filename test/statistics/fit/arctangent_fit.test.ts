import { expect, test } from "vitest";
import { fitArctangent } from "../../../src/statistics/mod.ts";

test("fitArctangent() finds the curve that made the points", () => {
  const x = [0, 180, 1800, 20_000, 50_000, 100_800, 199_800, 300_600];
  const y = x.map((v) => 0.5 + 2 * Math.atan(3e-5 * v));
  const fit = fitArctangent(x, y);
  expect(fit.a).toBeCloseTo(0.5, 6);
  expect(fit.b).toBeCloseTo(2, 6);
  expect(fit.c / 3e-5).toBeCloseTo(1, 6);
  expect(fit.r2).toBeCloseTo(1, 10);
});

test("fitArctangent() refuses too little to go by", () => {
  expect(() => fitArctangent([1, 2, 3], [1, 2, 3])).toThrow(RangeError);
  expect(() => fitArctangent([1, 1, 1, 1], [1, 2, 3, 4])).toThrow(RangeError);
});
