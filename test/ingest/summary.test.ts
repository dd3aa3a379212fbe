import { expect, test } from "vitest";
import { agrees, summarise } from "../../src/ingest/summary.ts";

// The worked example of Wikipedia's "Standard deviation": eight marks with mean 5 and population deviation 2.
test("summarise() gives the population standard deviation", () => {
  expect(summarise([2, 4, 4, 4, 5, 5, 7, 9])).toEqual({
    min: 2,
    max: 9,
    mean: 5,
    population_sd: 2,
  });
});

test("summarise() does not cancel far from zero", () => {
  expect(summarise([1e9 + 1, 1e9 + 2, 1e9 + 3]).population_sd).toBeCloseTo(
    Math.sqrt(2 / 3),
    12,
  );
});

test("agrees() allows a cut at the nanosecond and nothing more", () => {
  expect(agrees(0.266397112, 0.2663971128)).toBe(true);
  expect(agrees(0.266397112, 0.2663971145)).toBe(false);
  expect(agrees(0, 0)).toBe(true);
});
