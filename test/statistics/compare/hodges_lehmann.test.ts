import { expect, test } from "vitest";
import { hodgesLehmann } from "../../../src/statistics/mod.ts";

test("hodgesLehmann() gives the example of Hollander and Wolfe", () => {
  // Permeability of the chorioamnion: R's wilcox.test gives 0.305 and (-0.15, 0.76).
  const early = [1.15, 0.88, 0.90, 0.74, 1.21];
  const term = [0.80, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46];
  const { shift, lower, upper } = hodgesLehmann(early, term);
  expect(shift).toBeCloseTo(0.305, 10);
  expect(lower).toBeCloseTo(-0.15, 10);
  expect(upper).toBeCloseTo(0.76, 10);
});

test("hodgesLehmann() is negative if the values fell", () => {
  expect(hodgesLehmann([10, 11, 12, 13], [5, 6, 7, 8])).toEqual({
    shift: -5,
    lower: -8,
    upper: -2,
  });
});

test("hodgesLehmann() has no interval for three against three", () => {
  // The smallest two-sided p there is 2 / choose(6, 3) = 0.1.
  expect(hodgesLehmann([1, 2, 3], [4, 5, 6]))
    .toEqual({ shift: 3, lower: null, upper: null });
  expect(hodgesLehmann([1, 2, 3], [4, 5, 6], { confidence: 0.9 }))
    .toEqual({ shift: 3, lower: 1, upper: 5 });
});

test("hodgesLehmann() finds a shift among many values and encloses it", () => {
  const before = Array.from({ length: 100 }, (_, i) => i * 37 % 100);
  const after = before.map((value) => value + 12);
  const { shift, lower, upper } = hodgesLehmann(before, after);
  expect(shift).toBe(12);
  // Half-width of a shift of uniform values: 1.96 sqrt(100² / 12 x 2 / 100) = 8.
  expect(lower).toBeGreaterThanOrEqual(3);
  expect(lower).toBeLessThanOrEqual(5);
  expect(upper).toBeGreaterThanOrEqual(19);
  expect(upper).toBeLessThanOrEqual(21);
});

test("hodgesLehmann() has the interval of its own sizes and confidence, whatever was asked before", () => {
  const few = [1, 2, 3, 4, 5, 6];
  const more = [8, 9, 11, 13, 16, 20, 25];
  const ask = (confidence: number) => [
    hodgesLehmann(few, more, { confidence }),
    hodgesLehmann(more, few, { confidence }),
    hodgesLehmann(few, few, { confidence }),
  ];
  const [wide, narrow] = [ask(0.99), ask(0.5)];
  expect([ask(0.99), ask(0.5)]).toEqual([wide, narrow]);
  for (const [i, { lower, upper }] of narrow.entries()) {
    expect(lower).toBeGreaterThan(wide[i]?.lower ?? NaN);
    expect(upper).toBeLessThan(wide[i]?.upper ?? NaN);
  }
});

test("hodgesLehmann() refuses an empty sample", () => {
  expect(() => hodgesLehmann([], [1])).toThrow(RangeError);
});
