import { expect, test } from "vitest";
import {
  bootstrap,
  type Groups,
  summarise,
} from "../../../src/statistics/mod.ts";

/** Spatial test data A of Efron and Tibshirani, An Introduction to the Bootstrap, table 14.1. */
const spatial = [
  ...[48, 36, 20, 29, 42, 42, 20, 42, 22, 41, 45, 14, 6],
  ...[0, 33, 28, 34, 4, 32, 24, 47, 41, 24, 26, 30, 41],
];

function variance([values = []]: Groups): number {
  return (summarise(values).populationSd ?? NaN) ** 2;
}

function mean(values: readonly number[] = []): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

test("bootstrap() gives the variance of Efron and Tibshirani's spatial test", () => {
  // Section 14.3: 171.5, BCa interval of 90 % (115.8, 259.6) of 2000 resamples. SciPy 1.17.1, bootstrap() of 400,000
  // resamples: BCa (115.50, 261.12), percentile (97.72, 235.71).
  const options = { confidence: 0.9, resamples: 20_000 };
  const bca = bootstrap([spatial], variance, options);
  expect(bca.estimate.toFixed(1)).toBe("171.5");
  expect(Math.abs((bca.lower ?? NaN) - 115.5)).toBeLessThan(1.5);
  expect(Math.abs((bca.upper ?? NaN) - 261.1)).toBeLessThan(3);
  const plain = bootstrap([spatial], variance, {
    ...options,
    method: "percentile",
  });
  expect(Math.abs((plain.lower ?? NaN) - 97.7)).toBeLessThan(1.5);
  expect(Math.abs((plain.upper ?? NaN) - 235.7)).toBeLessThan(1.5);
});

test("bootstrap() gives SciPy's intervals of a ratio of two groups", () => {
  // SciPy 1.17.1, bootstrap() of 400,000 resamples: BCa (1.07573, 1.30929), percentile (1.07414, 1.30728), error
  // 0.05982.
  const before = [10.2, 11.9, 10.8, 10.1, 12.4];
  const after = [12.1, 13.4, 11.8, 15.2, 12.9, 13.3];
  const ratio = ([a, b]: Groups) => mean(a) / mean(b);
  const bca = bootstrap([after, before], ratio, { resamples: 100_000 });
  expect(bca.estimate).toBeCloseTo(1.1838147, 7);
  expect(Math.abs((bca.lower ?? NaN) - 1.07573)).toBeLessThan(0.001);
  expect(Math.abs((bca.upper ?? NaN) - 1.30929)).toBeLessThan(0.0012);
  expect(bca.standardError).toBeCloseTo(0.0598, 3);
});

test("bootstrap() limits the weight of a group of two", () => {
  // SciPy 1.17.1, bootstrap() of 400,000 resamples: BCa interval of 80 % (11 1/9, 38 2/3); with equal weights of all
  // values the acceleration would give (10 8/9, 38 1/3).
  const { lower, upper } = bootstrap(
    [[0, 20], [1, 1, 2, 2, 3, 3, 4, 5, 80]],
    ([a, b]) => mean(a) + mean(b),
    { confidence: 0.8, resamples: 100_000 },
  );
  // Replicas lie a ninth apart; which of two neighbours it is depends on the seed.
  expect(Math.abs((lower ?? NaN) - 11 - 1 / 9)).toBeLessThan(0.12);
  expect(Math.abs((upper ?? NaN) - 38 - 2 / 3)).toBeLessThan(0.12);
});

test("bootstrap() of two values draws each pair as often as the other", () => {
  // The mean of two draws of 0 and 1 is 0, 1/2, 1/2 or 1: its standard deviation is sqrt(1/8).
  const { standardError, lower, upper } = bootstrap(
    [[0, 1]],
    ([x]) => mean(x),
    {
      resamples: 50_000,
      method: "percentile",
    },
  );
  expect(standardError).toBeCloseTo(Math.sqrt(1 / 8), 2);
  expect([lower, upper]).toEqual([0, 1]);
});

test("bootstrap() is the same for an equal seed, and only for that", () => {
  const of = (seed: number) =>
    bootstrap([spatial], variance, { seed, resamples: 500 });
  expect(of(7)).toEqual(of(7));
  expect(of(7).lower).not.toBe(of(8).lower);
});

test("bootstrap() of equal values has no width", () => {
  expect(bootstrap([[3, 3, 3]], ([x]) => mean(x))).toMatchObject({
    estimate: 3,
    lower: 3,
    upper: 3,
    standardError: 0,
  });
});

test("bootstrap() states why there is no interval", () => {
  const none = { lower: null, upper: null, standardError: null };
  expect(bootstrap([[1, 2], [3]], ([a, b]) => mean(a) - mean(b))).toMatchObject(
    {
      ...none,
      estimate: -1.5,
      reason: "a bootstrap needs 2 values a group, has 1",
    },
  );
  expect(bootstrap([[0, 1]], ([x]) => 1 / mean(x))).toMatchObject({
    ...none,
    reason: "the statistic of a resample is not finite",
  });
  // A resample cannot have more different values than there are, and nearly all of twelve have fewer.
  const twelve = Array.from({ length: 12 }, (_, i) => i);
  const different = ([x]: Groups) => new Set(x).size;
  expect(bootstrap([twelve], different, { resamples: 200 })).toMatchObject({
    ...none,
    reason: "all resamples lie on one side of the estimate",
  });
});

test("bootstrap() refuses groups without values", () => {
  expect(() => bootstrap([], () => 0)).toThrow("there is no group: 0");
  expect(() => bootstrap([[1], []], () => 0)).toThrow("empty: group 2 of 2");
});
