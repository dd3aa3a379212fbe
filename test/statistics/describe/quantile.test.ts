import { expect, test } from "vitest";
import {
  median,
  minimumSamples,
  quantile,
  quantileInterval,
} from "../../../src/statistics/mod.ts";

test("quantile() is R's type 7", () => {
  // R: quantile(c(1, 2, 4, 8, 16), c(.1, .5, .9)) gives 1.4, 4.0, 12.8.
  const values = [1, 2, 4, 8, 16];
  expect(quantile(values, 0.1)).toBeCloseTo(1.4, 12);
  expect(quantile(values, 0.5)).toBe(4);
  expect(quantile(values, 0.9)).toBeCloseTo(12.8, 12);
  expect(quantile([7], 0.99)).toBe(7);
});

test("quantile() refuses no values and an invalid probability", () => {
  expect(() => quantile([], 0.5)).toThrow(RangeError);
  expect(() => quantile([1], 95)).toThrow("between 0 and 1: 95");
});

test("quantile() of merged values is not the mean of quantiles", () => {
  const a = [...Array(99).fill(1), 100];
  const b = Array(100).fill(100);
  const both = [...a, ...b].sort((x, y) => x - y);
  expect(quantile(both, 0.99)).toBe(100);
  expect((quantile(a, 0.98) + quantile(b, 0.98)) / 2).toBe(50.5);
});

test("median() accepts values in any order", () => {
  expect(median([9, 1, 5])).toBe(5);
  expect(median([4, 1, 3, 2])).toBe(2.5);
});

// SciPy's test of quantile_test, whose reference is R's confintr: bounds of exp(0, 0.01 ... 1).
test.each([
  { p: 0.3, confidence: 0.95, lower: 1.2214027582, upper: 1.4769807939 },
  { p: 0.5, confidence: 0.9, lower: 1.5068177851, upper: 1.8039884154 },
])("quantileInterval() encloses p = $p", ({ p, confidence, lower, upper }) => {
  const sorted = Array.from({ length: 101 }, (_, i) => Math.exp(i / 100));
  const ranks = quantileInterval(101, p, { confidence });
  expect(sorted[(ranks?.lower ?? 0) - 1]).toBeCloseTo(lower, 9);
  expect(sorted[(ranks?.upper ?? 0) - 1]).toBeCloseTo(upper, 9);
});

test("quantileInterval() gives benchstat's interval of six values", () => {
  expect(quantileInterval(6, 0.5)).toEqual({
    lower: 1,
    upper: 6,
    coverage: 0.96875,
  });
});

/** P(lower <= Bin(n, p) < upper), term by term, in logarithms as (1 - p)^n may underflow. */
function coverage(n: number, p: number, lower: number, upper: number): number {
  let log = n * Math.log(1 - p);
  let sum = 0;
  for (let k = 0; k < upper; k++) {
    if (k >= lower) sum += Math.exp(log);
    log += Math.log((n - k) / (k + 1) * p / (1 - p));
  }
  return sum;
}

test("quantileInterval() has its coverage and cannot be one rank narrower", () => {
  for (const n of [59, 72, 100, 299, 400]) {
    for (const p of [0.5, 0.9, 0.95, 0.99]) {
      const ranks = quantileInterval(n, p);
      if (!ranks) continue;
      const { lower, upper } = ranks;
      expect(coverage(n, p, lower, upper)).toBeCloseTo(ranks.coverage, 9);
      expect(ranks.coverage).toBeGreaterThanOrEqual(0.95);
      const trimmed = Math.max(
        coverage(n, p, 0, lower + 1),
        coverage(n, p, upper - 1, n + 1),
      );
      // A tail that took one more rank would exceed its half of the error.
      expect(trimmed).toBeGreaterThan(0.025);
    }
  }
});

test("quantileInterval() is fast and right for a million values", () => {
  const ranks = quantileInterval(1_000_000, 0.99);
  // Half-width in ranks is 1.96 sqrt(n p (1 - p)) = 195.
  expect(ranks?.lower).toBeGreaterThan(990_000 - 197);
  expect(ranks?.lower).toBeLessThan(990_000 - 192);
});

test("minimumSamples() is the smallest n with a quantileInterval()", () => {
  const known = [[0.5, 6], [0.9, 29], [0.95, 59], [0.99, 299], [0.999, 2995]];
  for (const [p = NaN, least = NaN] of known) {
    expect(minimumSamples(p)).toBe(least);
    expect(quantileInterval(least, p)).toMatchObject({ upper: least });
    expect(quantileInterval(least - 1, p)).toBeNull();
  }
  expect(minimumSamples(0.01)).toBe(299);
});
