/** Invalid and degenerate samples for every function: NaN, infinity, no values, constant values. */
import { describe, expect, test } from "vitest";
import {
  bestOf,
  bootstrap,
  fitArctangent,
  fitUsl,
  hodgesLehmann,
  kaplanMeier,
  leastSquares,
  mannWhitney,
  meanInterval,
  median,
  nonNegativeLeastSquares,
  quantile,
  quantiles,
  summarise,
  theilSen,
} from "../../../src/statistics/mod.ts";

type Sample = readonly number[];
const places = [1, 2, 3, 4, 5, 6];

/** Each function of one sample; those of two get it on either side. */
const functions: Readonly<Record<string, (values: Sample) => unknown>> = {
  median,
  summarise,
  "quantile of sorted values": (values) =>
    quantile(Float64Array.from(values).sort(), 0.5),
  quantiles: (values) => quantiles(values, [0.5]),
  meanInterval: (values) => meanInterval(values),
  "hodgesLehmann, before": (values) => hodgesLehmann(values, [1]),
  "hodgesLehmann, after": (values) => hodgesLehmann([1], values),
  "theilSen, x": (values) => theilSen(values, places),
  "theilSen, y": (values) => theilSen(places, values),
  "leastSquares, x": (values) => leastSquares({ x: values }, places),
  "leastSquares, y": (values) => leastSquares({ x: places }, values),
  "nonNegativeLeastSquares, rows": (values) =>
    nonNegativeLeastSquares(values.map((value) => [value]), places),
  "nonNegativeLeastSquares, target": (values) =>
    nonNegativeLeastSquares(places.map((place) => [place]), values),
  "fitArctangent, x": (values) => fitArctangent(values, places),
  "fitArctangent, y": (values) => fitArctangent(places, values),
  bestOf: (values) => bestOf([values, places]),
  bootstrap: (values) => bootstrap([values], ([group = []]) => median(group)),
  "fitUsl, loads": (values) => fitUsl(values, places),
  "fitUsl, throughputs": (values) => fitUsl(places, values),
  kaplanMeier: (values) => kaplanMeier(values, values.map(() => true)),
};

describe.each([NaN, Infinity, -Infinity])("a value of %d", (wrong) => {
  test.each(Object.entries(functions))("is refused by %s", (_name, of) => {
    for (const at of places.keys()) {
      const values = [3, 1, 4, 1.5, 9, 2].with(at, wrong);
      expect(() => of(values)).toThrow(RangeError);
    }
  });
});

test("mannWhitney() refuses NaN and ranks infinite values above all others", () => {
  expect(() => mannWhitney([1, NaN], [2])).toThrow("NaN");
  expect(mannWhitney([1, 2, 3], [4, 5, Infinity]).p)
    .toBe(mannWhitney([1, 2, 3], [4, 5, 6]).p);
});

test("an empty sample gives null or is refused", () => {
  expect(summarise([])).toMatchObject({ n: 0, mean: null, median: null });
  expect(quantiles([], [0.5, 0.99]).map(({ value }) => value))
    .toEqual([null, null]);
  expect(meanInterval([]).mean).toBeNull();
  expect(kaplanMeier([], []).steps).toEqual([]);
  expect(nonNegativeLeastSquares([], [])).toEqual([]);
  for (
    const of of [
      () => median([]),
      () => quantile([], 0.5),
      () => hodgesLehmann([], [1]),
      () => mannWhitney([1], []),
      () => theilSen([], []),
      () => leastSquares({ x: [] }, []),
      () => fitArctangent([], []),
      () => bestOf([[]]),
      () => bootstrap([], () => 0),
    ]
  ) expect(of).toThrow(RangeError);
});

test("a constant sample has no spread, no shift and no slope", () => {
  const same = places.map(() => 0.1);
  expect(summarise(same)).toMatchObject({ median: 0.1, sampleSd: 0, mad: 0 });
  expect(quantiles(same, [0.5])[0])
    .toMatchObject({ value: 0.1, lower: 0.1, upper: 0.1 });
  expect(hodgesLehmann(same, same)).toEqual({ shift: 0, lower: 0, upper: 0 });
  expect(mannWhitney(same, same).p).toBe(1);
  expect(theilSen(places, same)).toMatchObject({ slope: 0, intercept: 0.1 });
  const flat = leastSquares({ x: places }, same);
  expect(flat.r2).toBe(1);
  expect(flat.terms[1]?.estimate).toBeCloseTo(0, 15);
  expect(fitArctangent(places, same).r2).toBe(1);
  expect(bestOf([same, same]).map(({ probability }) => probability))
    .toEqual([0.5, 0.5]);
});

test("a constant column is refused with an intercept, even if its mean is rounded", () => {
  for (const value of [0.1, 0, 1 / 3, 1e15]) {
    expect(() =>
      leastSquares({ x: places, one: places.map(() => value) }, places)
    ).toThrow(
      "a sum of those before it: one",
    );
    expect(() => theilSen(places.map(() => value), places)).toThrow(RangeError);
  }
});
