import { expect, test } from "vitest";
import { summarise } from "../../../src/statistics/mod.ts";

test("summarise() gives NIST's certified values for NumAcc4", () => {
  // NIST Statistical Reference Datasets: 10000000.2, then 10000000.1 and 10000000.3 in turn, 1001 values.
  const values = [10000000.2];
  for (let i = 0; i < 500; i++) values.push(10000000.1, 10000000.3);
  const { n, mean, sampleSd, min, max, median } = summarise(values);
  expect({ n, min, max, median }).toEqual({
    n: 1001,
    min: 10000000.1,
    max: 10000000.3,
    median: 10000000.2,
  });
  expect(mean).toBeCloseTo(10000000.2, 7);
  expect(sampleSd).toBeCloseTo(0.1, 8);
});

test("summarise() returns both standard deviations", () => {
  // The textbook example whose population standard deviation is 2: squares of deviations sum to 32.
  const { mean, populationSd, sampleSd, coefficientOfVariation } = summarise(
    [2, 4, 4, 4, 5, 5, 7, 9],
  );
  expect({ mean, populationSd }).toEqual({ mean: 5, populationSd: 2 });
  expect(sampleSd).toBeCloseTo(Math.sqrt(32 / 7), 12);
  expect(coefficientOfVariation).toBeCloseTo(Math.sqrt(32 / 7) / 5, 12);
});

test("summarise() gives the median absolute deviation unscaled", () => {
  // R: mad(c(1, 1, 2, 2, 4, 6, 9), constant = 1) is 1.
  expect(summarise([1, 1, 2, 2, 4, 6, 9]).mad).toBe(1);
});

test("summarise() is null if n is too small", () => {
  expect(summarise([])).toMatchObject({ n: 0, mean: null, median: null });
  expect(summarise([3])).toMatchObject({
    mean: 3,
    populationSd: 0,
    sampleSd: null,
    coefficientOfVariation: null,
  });
  expect(summarise([-1, 1]).coefficientOfVariation).toBeNull();
});

test("summarise() refuses values that are not finite", () => {
  expect(() => summarise([1, Infinity])).toThrow("not finite: Infinity");
  expect(() => summarise([1, NaN])).toThrow(RangeError);
});
