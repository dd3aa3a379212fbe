import { expect, test } from "vitest";
import { wilson } from "../../../src/statistics/mod.ts";

// Reference: SciPy 1.17, binomtest(k, n).proportion_ci(method="wilson").
test.each([
  { k: 3, n: 10, confidence: 0.95, lower: 0.1077913, upper: 0.6032219 },
  { k: 3, n: 10, confidence: 0.99, lower: 0.07956632, upper: 0.6799753 },
  { k: 0, n: 10, confidence: 0.95, lower: 0, upper: 0.2775328 },
  { k: 10, n: 10, confidence: 0.95, lower: 0.7224672, upper: 1 },
  { k: 0, n: 1000, confidence: 0.95, lower: 0, upper: 0.0038268 },
])("wilson() of $k in $n at $confidence", ({ k, n, confidence, ...bounds }) => {
  const { rate, lower, upper } = wilson(k, n, { confidence });
  expect(rate).toBe(k / n);
  expect(lower).toBeCloseTo(bounds.lower, 7);
  expect(upper).toBeCloseTo(bounds.upper, 7);
});

test("wilson() gives Newcombe's 81 of 263 (1998, table I)", () => {
  const { lower, upper } = wilson(81, 263);
  expect([lower.toFixed(4), upper.toFixed(4)]).toEqual(["0.2553", "0.3662"]);
});

test("wilson() contains the rate", () => {
  for (const n of [1, 2, 7, 4000, 1e6]) {
    for (const k of [0, 1, Math.floor(n / 3), n - 1, n]) {
      const { rate, lower, upper } = wilson(k, n);
      expect(lower).toBeLessThanOrEqual(rate ?? NaN);
      expect(upper).toBeGreaterThanOrEqual(rate ?? NaN);
    }
  }
});

test("wilson() without attempts has no rate and the interval 0 to 1", () => {
  expect(wilson(0, 0)).toEqual({ rate: null, lower: 0, upper: 1, n: 0 });
});

test("wilson() refuses impossible counts", () => {
  expect(() => wilson(2, 1)).toThrow("between 0 and 1: 2");
  expect(() => wilson(-1, 1)).toThrow(RangeError);
  expect(() => wilson(0, 1.5)).toThrow("not a count: 1.5");
});
