import { expect, test } from "vitest";
import { toArrivals } from "../../src/lab/arrivals.ts";
import { summarise } from "../../src/statistics/mod.ts";
import { seededRandom } from "../../src/statistics/random.ts";

test("toArrivals() of a constant loop are even", () => {
  const gap = toArrivals("constant", 400, seededRandom(1));
  expect([gap(), gap(), gap()]).toEqual([2.5, 2.5, 2.5]);
});

test("toArrivals() of a Poisson loop have gaps whose mean is their deviation", () => {
  const gap = toArrivals("poisson", 400, seededRandom(1));
  const { mean, sampleSd } = summarise(
    Array.from({ length: 100_000 }, gap),
  );
  expect(mean).toBeCloseTo(2.5, 1);
  expect(sampleSd).toBeCloseTo(2.5, 1);
});

test("toArrivals() refuses a rate that is none", () => {
  expect(() => toArrivals("constant", 0, Math.random)).toThrow(
    "Cannot drive an open loop as its rate must be above 0: 0",
  );
});
