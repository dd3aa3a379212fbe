import { expect, test } from "vitest";
import { toInterarrivalTimes } from "../../../src/lab/load/arrivals.ts";
import { seededRandom } from "../../../src/statistics/basics/random.ts";

test("toInterarrivalTimes() of a constant rate are equal", () => {
  const gap = toInterarrivalTimes("constant", 250, () => NaN);
  expect([gap(), gap(), gap()]).toEqual([4, 4, 4]);
});

test("toInterarrivalTimes() of poisson have the mean and variance of the exponential distribution", () => {
  const gap = toInterarrivalTimes("poisson", 200, seededRandom(11));
  const gaps = Array.from({ length: 100_000 }, gap);
  const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
  const variance = gaps.reduce((sum, gap) => sum + (gap - mean) ** 2, 0) /
    gaps.length;
  // Mean 1 / rate, variance its square; the share above the mean is 1 / e.
  expect(mean / 5).toBeCloseTo(1, 1);
  expect(variance / 25).toBeCloseTo(1, 1);
  const above = gaps.filter((gap) => gap > 5).length / gaps.length;
  expect(above).toBeCloseTo(1 / Math.E, 2);
});

test("toInterarrivalTimes() of poisson give counts with a Poisson distribution", () => {
  const gap = toInterarrivalTimes("poisson", 100, seededRandom(5));
  const counts: number[] = [];
  for (let at = gap(); at < 20_000 * 10; at += gap()) {
    const window = Math.floor(at / 10);
    counts[window] = (counts[window] ?? 0) + 1;
  }
  // One arrival is expected in 10 ms: shares of 0, 1 and 2 are e^-1, e^-1, e^-1 / 2.
  for (const [n, expected] of [0.368, 0.368, 0.184].entries()) {
    const share = Array.from({ length: 20_000 }, (_, i) => counts[i] ?? 0)
      .filter((count) => count === n).length / 20_000;
    expect(Math.abs(share - expected)).toBeLessThan(0.01);
  }
});

test.each([0, -1, NaN])(
  "toInterarrivalTimes() refuses a rate of %d",
  (rate) => {
    expect(() => toInterarrivalTimes("constant", rate, Math.random)).toThrow(
      "Cannot drive an open loop as its rate must be above 0",
    );
  },
);
