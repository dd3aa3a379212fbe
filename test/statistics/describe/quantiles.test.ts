import { expect, test } from "vitest";
import { quantiles } from "../../../src/statistics/mod.ts";

test("quantiles() has no p99 of 20 values, and states why", () => {
  const values = Array.from({ length: 20 }, (_, i) => i + 1);
  const [p50, p95, p99] = quantiles(values, [0.5, 0.95, 0.99]);
  // Ranks 6 and 15 of 20 are the table value for the median (Conover, table A3).
  expect(p50).toEqual({
    p: 0.5,
    value: 10.5,
    lower: 6,
    upper: 15,
    n: 20,
    enough: true,
    reason: null,
  });
  expect(p95).toMatchObject({
    value: null,
    reason: "p95 needs 59 values, has 20",
  });
  expect(p99).toEqual({
    p: 0.99,
    value: null,
    lower: null,
    upper: null,
    n: 20,
    enough: false,
    reason: "p99 needs 299 values, has 20",
  });
});

test("quantiles() accepts values in any order and does not change it", () => {
  const values = [3, 4, 2, 6, 5, -10];
  expect(quantiles(values, [0.5])).toMatchObject([
    { value: 3.5, lower: -10, upper: 6 },
  ]);
  expect(values).toEqual([3, 4, 2, 6, 5, -10]);
});

test("quantiles() gives the median of few values without an interval", () => {
  expect(quantiles([4, 2, 3], [0.5, 0.9])).toMatchObject([
    { value: 3, lower: null, upper: null, enough: false },
    { value: null, enough: false },
  ]);
  expect(quantiles([], [0.5])).toMatchObject([{ value: null, n: 0 }]);
});
