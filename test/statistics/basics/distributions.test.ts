import { expect, test } from "vitest";
import {
  binomialCdf,
  normalCdf,
  normalQuantile,
  tQuantile,
} from "../../../src/statistics/basics/distributions.ts";

// R 4: pnorm, qnorm, pbinom, qt.
test("distributions agree with R", () => {
  expect(normalCdf(-2.5)).toBeCloseTo(0.006209665325776132, 15);
  expect(normalCdf(-8) / 6.220960574271785e-16).toBeCloseTo(1, 12);
  expect(normalQuantile(0.975)).toBeCloseTo(1.959963984540054, 14);
  expect(tQuantile(0.975, 10)).toBeCloseTo(2.2281388519649385, 9);
  expect(tQuantile(0.975, 1)).toBeCloseTo(12.706204736432095, 8);
  expect(binomialCdf(26, 30, 0.9)).toBeCloseTo(0.3525608282081517, 12);
});

test("binomialCdf() is 0 below 0 and 1 from n on", () => {
  expect(binomialCdf(-1, 5, 0.5)).toBe(0);
  expect(binomialCdf(5, 5, 0.5)).toBe(1);
  expect(binomialCdf(0, 5, 0.5)).toBeCloseTo(1 / 32, 15);
});
