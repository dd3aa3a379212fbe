import { expect, test } from "vitest";
import { RunningSummary, summarise } from "../../../src/statistics/mod.ts";

function summaryOf(values: readonly number[]): RunningSummary {
  const summary = new RunningSummary();
  for (const value of values) summary.add(value);
  return summary;
}

test("RunningSummary gives NIST's certified values for NumAcc4", () => {
  // NIST Statistical Reference Datasets: 10000000.2, then 10000000.1 and 10000000.3 in turn, 1001 values.
  const values = Array.from(
    { length: 1001 },
    (_, i) => i === 0 ? 10000000.2 : i % 2 === 1 ? 10000000.1 : 10000000.3,
  );
  const { n, mean, populationSd } = summaryOf(values);
  expect(mean).toBeCloseTo(10000000.2, 8);
  expect(populationSd * Math.sqrt(n / (n - 1))).toBeCloseTo(0.1, 8);
});

test("RunningSummary agrees with summarise()", () => {
  const values = Array.from({ length: 500 }, (_, i) => (i * 37 % 101) / 7 - 3);
  const { n, min, max, mean, populationSd } = summaryOf(values);
  const whole = summarise(values);
  expect([n, min, max]).toEqual([whole.n, whole.min, whole.max]);
  expect(mean).toBeCloseTo(whole.mean ?? NaN, 12);
  expect(populationSd).toBeCloseTo(whole.populationSd ?? NaN, 12);
});

test("RunningSummary is NaN without values, and from the first value that is NaN", () => {
  const empty = new RunningSummary();
  expect([empty.n, empty.min, empty.max, empty.mean, empty.populationSd])
    .toEqual([0, NaN, NaN, NaN, NaN]);
  expect(summaryOf([1, NaN, 2]).mean).toBeNaN();
});
