import { expect, test } from "vitest";
import {
  type HistogramBucket,
  histogramQuantile,
  quantile,
} from "../../../src/statistics/mod.ts";

/** Buckets as Prometheus's guide has them, seconds. */
function requests(
  upTo200: number,
  upTo300: number,
  upTo450: number,
): HistogramBucket[] {
  return [
    { lower: 0.1, upper: 0.2, count: upTo200 },
    { lower: 0.2, upper: 0.3, count: upTo300 },
    { lower: 0.3, upper: 0.45, count: upTo450 },
  ];
}

// Prometheus, "Histograms and summaries", Errors of quantile estimation: 295 ms, 442.5 ms and exactly 300 ms.
test.each([
  { name: "all at 220 ms", buckets: requests(0, 1000, 0), value: 0.295 },
  { name: "all at 320 ms", buckets: requests(0, 0, 1000), value: 0.4425 },
  { name: "a long tail", buckets: requests(550, 20, 30), value: 0.3 },
])("histogramQuantile() gives Prometheus's p95 of $name", (example) => {
  const { value } = histogramQuantile(example.buckets, 0.95);
  expect(value).toBeCloseTo(example.value, 12);
});

test("histogramQuantile() returns the bounds and the estimate of the Prometheus guide", () => {
  const { least, most, lower, upper, enough } = histogramQuantile(
    requests(0, 1000, 0),
    0.95,
  );
  expect({ least, most, lower, upper, enough }).toEqual({
    least: 0.2,
    most: 0.3,
    lower: 0.2,
    upper: 0.3,
    enough: true,
  });
});

test("histogramQuantile() gives ClickHouse's quantilePrometheusHistogram", () => {
  // Its documentation: up to 0 are 6, up to 0.5 are 11, up to 1 are 14, in all 19; the median is 0.35.
  const buckets = [
    { lower: -Infinity, upper: 0, count: 6 },
    { lower: 0, upper: 0.5, count: 5 },
    { lower: 0.5, upper: 1, count: 3 },
    { lower: 1, upper: Infinity, count: 5 },
  ];
  expect(histogramQuantile(buckets, 0.5)).toMatchObject({
    value: expect.closeTo(0.35, 12),
    least: 0,
    most: 0.5,
    n: 19,
  });
  const open = histogramQuantile(buckets, 0.8, { confidence: 0.5 });
  expect(open).toMatchObject({
    value: null,
    least: 1,
    most: null,
    reason: "p80 lies in a bucket without an end",
  });
});

test("histogramQuantile() encloses the quantile of the values for any bounds of buckets", () => {
  const values = Array.from({ length: 997 }, (_, i) => (i * 613 % 997) ** 1.5);
  const sorted = values.toSorted((a, b) => a - b);
  const cut = (part: readonly number[], width: number) =>
    [...Map.groupBy(part, (value) => Math.floor(value / width))]
      .map(([index, group]) => ({
        lower: index * width,
        upper: (index + 1) * width,
        count: group.length,
      }));
  const buckets = [
    ...cut(values.slice(0, 400), 1000),
    ...cut(values.slice(400), 750),
  ];
  for (const p of [0.01, 0.1, 0.5, 0.9, 0.95, 0.99]) {
    const { value, least, most, lower, upper } = histogramQuantile(buckets, p);
    const exact = quantile(sorted, p);
    expect(least).toBeLessThanOrEqual(exact);
    expect(most).toBeGreaterThanOrEqual(exact);
    expect((most ?? NaN) - (least ?? NaN)).toBeLessThanOrEqual(1750);
    expect(value).toBeGreaterThanOrEqual(least ?? NaN);
    expect(value).toBeLessThanOrEqual(most ?? NaN);
    expect(lower).toBeLessThanOrEqual(least ?? NaN);
    expect(upper).toBeGreaterThanOrEqual(most ?? NaN);
    expect(Math.abs((value ?? NaN) - exact)).toBeLessThan(150);
  }
});

test("histogramQuantile() counts the values of an open bucket at its end", () => {
  const buckets = [
    { lower: -Infinity, upper: 0.5, count: 10 },
    { lower: 0.1, upper: 0.3, count: 10 },
  ];
  expect(histogramQuantile(buckets, 0.5)).toMatchObject({
    value: 0.3,
    least: null,
    most: 0.5,
  });
});

test("histogramQuantile() adds equal buckets of several runs", () => {
  const runs = [...requests(275, 10, 15), ...requests(275, 10, 15)];
  expect(histogramQuantile(runs, 0.95))
    .toEqual(histogramQuantile(requests(550, 20, 30), 0.95));
});

test("histogramQuantile() treats a bucket without width as exact", () => {
  const buckets = [
    { lower: 1, upper: 1, count: 30 },
    { lower: 2, upper: 2, count: 10 },
  ];
  expect(histogramQuantile(buckets, 0.5)).toMatchObject({
    value: 1,
    least: 1,
    most: 1,
  });
  expect(histogramQuantile(buckets, 0.9).value).toBe(2);
  // The median of 2 and 2 values is midway between the second and the third.
  const halves = buckets.map((bucket) => ({ ...bucket, count: 2 }));
  expect(histogramQuantile(halves, 0.5)).toMatchObject({ least: 1, most: 2 });
});

test("histogramQuantile() of too few values states the reason", () => {
  const few = histogramQuantile(requests(18, 1, 1), 0.99);
  expect(few).toMatchObject({
    value: null,
    least: null,
    most: null,
    enough: false,
    reason: "p99 needs 299 values, has 20",
  });
  expect(histogramQuantile(requests(2, 0, 0), 0.5)).toMatchObject({
    value: expect.closeTo(0.15, 12),
    lower: null,
    upper: null,
    reason: "p50 needs 6 values, has 2",
  });
  expect(histogramQuantile([], 0.5)).toMatchObject({ value: null, n: 0 });
});

test("histogramQuantile() refuses impossible buckets", () => {
  const wrong = (bucket: HistogramBucket) => () =>
    histogramQuantile([bucket], 0.5);
  expect(wrong({ lower: 2, upper: 1, count: 1 })).toThrow("1 from 2 to 1");
  expect(wrong({ lower: 1, upper: 2, count: -1 })).toThrow(RangeError);
  expect(wrong({ lower: 1, upper: 2, count: 0.5 })).toThrow(RangeError);
  expect(() => histogramQuantile([], 1)).toThrow("between 0 and 1: 1");
});
