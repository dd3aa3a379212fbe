import { expect, test } from "vitest";
import {
  mannWhitney,
  rankDeviation,
  rankTail,
  rankTailEstimate,
  rankTailWithin,
} from "../../../src/statistics/mod.ts";

test.each([
  // Orders with at most u pairs out of order, counted in Python with whole numbers, over the binomial coefficient.
  [0, 4, 4, 0.014285714285714285],
  [3, 5, 7, 0.008838383838383838],
  [17, 8, 12, 0.00793045963324601],
  [40, 12, 30, 1.3520023482681783e-5],
  [0, 5, 60, 1.2106701688933312e-7],
  [25, 6, 44, 0.00024121026764082137],
  [150, 20, 60, 3.143022282427926e-8],
])("rankTail(%d, %d, %d) is the share of orders", (u, n1, n2, share) => {
  expect(rankTail(u, n1, n2) / share).toBeCloseTo(1, 9);
  expect(rankTail(u, n2, n1)).toBe(rankTail(u, n1, n2));
});

test("rankTail() is at least the exact tail in every relevant place", () => {
  for (const [n1, n2] of [[5, 5], [12, 20], [21, 22]]) {
    for (let u = 0; rankDeviation(u, n1!, n2!) > 2; u += 3) {
      // Two samples with exactly u pairs out of order.
      const first = Array.from({ length: n1! }, (_, i) => i);
      const second = Array.from({ length: n2! }, (_, i) => n1! + i);
      let left = u;
      for (let i = n1! - 1; i >= 0 && left > 0; i--) {
        const over = Math.min(left, n2!);
        first[i] = n1! + over - 0.5 + i / 1000;
        left -= over;
      }
      const exact = mannWhitney(first, second).p / 2;
      expect(rankTail(u, n1!, n2!)).toBeGreaterThanOrEqual(exact * (1 - 1e-9));
    }
  }
});

test.each([
  [40, 12, 30, 1.3520023482681783e-5],
  [150, 20, 60, 3.143022282427926e-8],
])("rankTailEstimate(%d, %d, %d) is near", (u, n1, n2, share) => {
  expect(Math.exp(rankTailEstimate(u, n1, n2)) / share).toBeCloseTo(1, 1);
});

test("rankTailEstimate() is exact if no pair is out of order", () => {
  // C(60, 30), from Python.
  expect(rankTailEstimate(0, 30, 30))
    .toBeCloseTo(-Math.log(118264581564861424), 9);
});

test("rankTailWithin() is the largest tail that does not exceed a level", () => {
  // P(U <= 0), P(U <= 1), P(U <= 2) of 4 and 4 are 1, 2 and 4 of 70.
  expect(rankTailWithin(0.9 / 70, 4, 4)).toBe(0);
  expect(rankTailWithin(1.5 / 70, 4, 4)).toBeCloseTo(1 / 70, 12);
  expect(rankTailWithin(1 / 70 + 1e-15, 4, 4)).toBeCloseTo(1 / 70, 12);
  // Beyond the table the level itself is the bound.
  expect(rankTailWithin(0.3, 4, 4)).toBe(0.3);
  expect(rankTailWithin(0.01, 30, 30)).toBe(0.01);
});

test("rankTail() handles its edge cases", () => {
  expect(rankTail(-1, 3, 3)).toBe(0);
  expect(rankTail(9, 3, 3)).toBeCloseTo(1, 1);
  expect(rankTail(NaN, 3, 3)).toBeNaN();
  expect(() => rankTail(1, 0, 3)).toThrow("whole numbers from 1: 0 and 3");
  expect(() => rankTail(1, 2.5, 3)).toThrow(RangeError);
});
