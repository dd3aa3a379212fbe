import { expect, test } from "vitest";
import {
  fitUsl,
  type Interval,
  type UslIntervals,
  uslIntervals,
} from "../../../src/statistics/mod.ts";

function intervals(
  loads: readonly number[],
  throughputs: readonly number[],
  at: readonly number[] = [],
): UslIntervals {
  const { usl, reason } = fitUsl(loads, throughputs);
  if (!usl) throw new Error(reason);
  return uslIntervals(loads, throughputs, usl, { at });
}

/** Returns true if both bounds agree with a reference to six digits. */
function expectInterval(
  found: Interval | null | undefined,
  [lower, upper]: readonly [number, number | null],
) {
  const digits = (value: number | null | undefined) =>
    typeof value === "number" ? Number(value.toPrecision(6)) : value;
  expect([digits(found?.lower), digits(found?.upper)])
    .toEqual([digits(lower), digits(upper)]);
}

// Reference: SciPy 1.17.1. The profile of each quantity from least_squares() with bounds, the best of 25 starts;
// where it crosses S (1 + t² / (n - 3)) by brentq().
test("uslIntervals() gives the profiles of SPEC SDM91", () => {
  const found = intervals(
    [1, 18, 36, 72, 108, 144, 216],
    [64.9, 995.9, 1652.4, 1853.2, 1828.9, 1775.0, 1702.2],
    [50, 500],
  );
  expectInterval(found.lambda, [61.24634, 144.54556]);
  expectInterval(found.sigma, [0.0094847331, 0.064103492]);
  expectInterval(found.kappa, [3.8621242e-5, 1.6117571e-4]);
  expectInterval(found.contention, [0.0096113967, 0.064166971]);
  expectInterval(found.peak, [77.855356, 156.66178]);
  expectInterval(found.throughputs[0], [1576.0494, 1874.2482]);
  expectInterval(found.throughputs[1], [803.12673, 1618.1591]);
});

test("uslIntervals() stops at 0, and has no upper bound of a peak without significant crosstalk", () => {
  const found = intervals(
    [1, 1, 2, 2, 4, 4, 8, 8],
    [10.2, 9.9, 19.1, 18.7, 34.0, 33.1, 52.5, 54.0],
    [16],
  );
  expectInterval(found.lambda, [9.3056715, 10.681085]);
  expectInterval(found.sigma, [0.0065240195, 0.087859543]);
  expectInterval(found.kappa, [0, 0.0066490261]);
  expectInterval(found.peak, [12.215146, null]);
  expectInterval(found.throughputs[0], [55.691632, 79.385722]);
});

test("uslIntervals() of a throughput that falls almost from the start", () => {
  const found = intervals(
    [1, 1, 3, 3, 5, 5, 7, 7],
    [3260, 2610, 2090, 1600, 1530, 1000, 777, 795],
    [3],
  );
  expectInterval(found.sigma, [0, 2.6527609]);
  expectInterval(found.kappa, [0.029698996, 0.86256313]);
  expectInterval(found.contention, [0.40819163, 2.725225]);
  expectInterval(found.peak, [0, 1.5651932]);
  expectInterval(found.throughputs[0], [1315.4137, 2350.5228]);
});

test("uslIntervals() has no bounds for three points", () => {
  const { sigma, kappa, lambda } = intervals([1, 2, 4], [10, 18, 30]);
  expect([sigma, kappa, lambda])
    .toEqual(Array(3).fill({ lower: null, upper: null }));
});
