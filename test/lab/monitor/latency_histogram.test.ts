import { expect, test } from "vitest";
import { LatencyHistogram } from "../../../src/lab/monitor/latency_histogram.ts";
import { quantiles, seededRandom } from "../../../src/statistics/mod.ts";

const ps = [0.5, 0.95, 0.99];

test("LatencyHistogram has quantiles within 1.1 % of those of the values", () => {
  const random = seededRandom(1);
  const values = Array.from(
    { length: 5000 },
    () => 1e-4 * Math.exp(random() * 9),
  );
  const histogram = new LatencyHistogram();
  values.forEach((value) => histogram.add(value));
  quantiles(values, ps).forEach(({ p, value }) => {
    const ratio = (histogram.quantile(p) ?? NaN) / (value ?? NaN);
    expect(Math.abs(ratio - 1)).toBeLessThan(0.0115);
  });
  expect(histogram.max).toBe(Math.max(...values));
});

test("LatencyHistogram has no quantile of too few values", () => {
  const histogram = new LatencyHistogram();
  expect(histogram.quantile(0.5)).toBeNull();
  expect(histogram.max).toBeNull();
  for (let i = 0; i < 20; i++) histogram.add(0.1);
  expect(histogram.quantile(0.5)).toBeCloseTo(0.1, 2);
  expect(histogram.quantile(0.99)).toBeNull();
});

test("LatencyHistogram takes any duration, and adds another", () => {
  const one = new LatencyHistogram();
  const two = new LatencyHistogram();
  for (let i = 0; i < 300; i++) one.add(0);
  for (let i = 0; i < 300; i++) two.add(1e9);
  one.addAll(two);
  expect(one.quantile(0.25)).toBeLessThan(2e-6);
  expect(one.quantile(0.99)).toBeGreaterThan(10_000);
  expect(one.max).toBe(1e9);
});
