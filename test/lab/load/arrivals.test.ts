import { expect, test } from "vitest";
import { toArrivals } from "../../../src/lab/load/arrivals.ts";
import { seededRandom } from "../../../src/statistics/basics/random.ts";

test("toArrivals() of a constant rate are evenly spread", () => {
  const gap = toArrivals("constant", 250, () => NaN);
  expect([gap(), gap(), gap()]).toEqual([4, 4, 4]);
});

test("toArrivals() of poisson have the mean and variance of the exponential distribution", () => {
  const gap = toArrivals("poisson", 200, seededRandom(11));
  const gaps = Array.from({ length: 100_000 }, gap);
  const mean = gaps.reduce((sum, one) => sum + one, 0) / gaps.length;
  const variance = gaps.reduce((sum, one) => sum + (one - mean) ** 2, 0) /
    gaps.length;
  // Mean 1 / rate, variance its square; the share above the mean is 1 / e.
  expect(mean / 5).toBeCloseTo(1, 1);
  expect(variance / 25).toBeCloseTo(1, 1);
  const above = gaps.filter((one) => one > 5).length / gaps.length;
  expect(above).toBeCloseTo(1 / Math.E, 2);
});

test("toArrivals() of poisson count as often as the Poisson distribution says", () => {
  const gap = toArrivals("poisson", 100, seededRandom(5));
  const counts: number[] = [];
  for (let at = gap(); at < 20_000 * 10; at += gap()) {
    const window = Math.floor(at / 10);
    counts[window] = (counts[window] ?? 0) + 1;
  }
  // One is expected in 10 ms: none, one, two with shares of e^-1, e^-1, e^-1 / 2.
  for (const [n, expected] of [0.368, 0.368, 0.184].entries()) {
    const found = Array.from({ length: 20_000 }, (_, i) => counts[i] ?? 0)
      .filter((count) => count === n).length / 20_000;
    expect(Math.abs(found - expected)).toBeLessThan(0.01);
  }
});

test.each([0, -1, NaN])("toArrivals() refuses a rate of %d", (rate) => {
  expect(() => toArrivals("constant", rate, Math.random)).toThrow(
    "Cannot drive an open loop as its rate must be above 0",
  );
});
