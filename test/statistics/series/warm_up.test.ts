import { expect, test } from "vitest";
import { seededRandom, warmUp } from "../../../src/statistics/mod.ts";

/** A thousand values of 10 with noise, as in the test of kim-convergence's mser_m(). */
function steady(): number[] {
  const random = seededRandom(5);
  return Array.from({ length: 1000 }, () => 10 + random() - 0.5);
}

test("warmUp() finds the ramps of kim-convergence's test of mser_m()", () => {
  // There: cut, at ten values or later.
  const up = Array.from({ length: 10 }, (_, i) => i);
  const down = Array.from({ length: 10 }, (_, i) => 20 - i);
  for (const ramp of [up, down]) {
    const { cut } = warmUp([...ramp, ...steady()]);
    expect(cut).toBeGreaterThanOrEqual(10);
    expect(cut).toBeLessThanOrEqual(505);
  }
});

test("warmUp() agrees with its formula in NumPy", () => {
  // Cumulative sums from the end, without the last five batches: the least of 40 is at batch 9, of 10 at batch 2.
  const decay = Array.from(
    { length: 200 },
    (_, i) => 100 * Math.exp(-i / 8) + (i % 2 === 1 ? 10 : 12) + i * 7 % 5,
  );
  expect(warmUp(decay)).toEqual({ cut: 45, reason: null });
  const level = [10, 11, 9, 10, 12, 8, 10, 11, 9, 10];
  const ramp = Array.from({ length: 10 }, (_, i) => i + 1);
  expect(warmUp([...ramp, ...level, ...level, ...level, ...level]).cut)
    .toBe(10);
});

test("warmUp() cuts nothing of a series that is steady throughout", () => {
  expect(warmUp(Array(100).fill(0.1))).toEqual({ cut: 0, reason: null });
});

test("warmUp() says why there is no cut", () => {
  const rising = Array.from({ length: 100 }, (_, i) => i);
  expect(warmUp(rising)).toEqual({
    cut: null,
    reason: "steady in its second half at best",
  });
  expect(warmUp([1, 2, 3])).toEqual({
    cut: null,
    reason: "needs 10 batches of 5, has 0",
  });
});

test("warmUp() refuses what is not finite, and batches of nothing", () => {
  expect(() => warmUp([...Array(60).fill(1), NaN, 1, 1, 1, 1])).toThrow(
    RangeError,
  );
  expect(() => warmUp([1], { batch: 0 })).toThrow("not one value or more: 0");
});
