import { expect, test } from "vitest";
import {
  meanInterval,
  stratifiedMeanInterval,
} from "../../../src/statistics/mod.ts";

// R's PlantGrowth (Dobson 1983): residual sum of squares 10.4921 with 27 degrees of freedom, t(0.975, 27) = 2.051831.
const plants = [
  [4.17, 5.58, 5.18, 6.11, 4.50, 4.61, 5.17, 4.53, 5.33, 5.14],
  [4.81, 4.17, 4.41, 3.59, 5.87, 3.83, 6.03, 4.89, 4.32, 4.69],
  [6.31, 5.12, 5.54, 5.50, 5.37, 5.29, 4.92, 6.15, 5.80, 5.26],
];

test("stratifiedMeanInterval() takes its variance from within strata", () => {
  const { mean, lower, upper, n } = stratifiedMeanInterval(plants);
  expect([n, mean]).toEqual([30, expect.closeTo(5.073, 6)]);
  const half = 2.051831 * Math.sqrt(10.49209 / 27 / 30);
  expect((upper ?? 0) - (mean ?? 0)).toBeCloseTo(half, 5);
  expect((mean ?? 0) - (lower ?? 0)).toBeCloseTo(half, 5);
});

test("stratifiedMeanInterval() of one stratum is the interval of the mean", () => {
  const { lower, upper } = meanInterval(plants[0] ?? []);
  const one = stratifiedMeanInterval(plants.slice(0, 1));
  expect(one.lower).toBeCloseTo(lower ?? NaN, 12);
  expect(one.upper).toBeCloseTo(upper ?? NaN, 12);
});

test("stratifiedMeanInterval() has no interval without two values of a stratum", () => {
  expect(stratifiedMeanInterval([[1], [3]])).toMatchObject({
    mean: 2,
    lower: null,
    n: 2,
  });
  expect(stratifiedMeanInterval([])).toMatchObject({ mean: null, n: 0 });
});
