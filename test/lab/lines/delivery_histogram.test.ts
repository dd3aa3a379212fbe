import { expect, test } from "vitest";
import { DeliveryHistogram } from "../../../src/lab/lines/delivery_histogram.ts";

test("latencies are exact below a second, and within 1 % above", () => {
  const latencies = [0, 1, 2, 17, 999, 1023, 1024, 1025, 2047, 2048, 5000]
    .concat([59_999, 60_000, 3_600_000, 86_400_000]);
  for (const latency of latencies) {
    const histogram = new DeliveryHistogram();
    histogram.add(latency, 3);
    const rows = histogram.toRows("r", "delivery sink-1 measure");
    expect(rows).toHaveLength(1);
    const { lower, upper, ...row } = rows[0] ?? { lower: NaN, upper: NaN };
    expect(row).toEqual({
      ...{ run_id: "r", kind: "delivery sink-1 measure", count: 3 },
    });
    expect(lower * 1000).toBeLessThanOrEqual(latency);
    expect(upper * 1000).toBeGreaterThan(latency);
    if (latency < 1024) expect((upper - lower) * 1000).toBeCloseTo(1, 9);
    else expect(upper / lower).toBeLessThan(1.01);
  }
});

test("buckets follow each other, and keep what was added to each", () => {
  const [histogram, other] = [new DeliveryHistogram(), new DeliveryHistogram()];
  for (let latency = 0; latency < 100_000; latency++) {
    histogram.add(latency, 1);
    other.add(latency, 2);
  }
  histogram.addAll(other);
  const rows = histogram.toRows("r", "k");
  expect(rows.reduce((sum, { count }) => sum + count, 0)).toBe(300_000);
  for (const [i, { lower }] of rows.slice(1).entries()) {
    expect(lower).toBe(rows[i]?.upper);
  }
});

test("a latency below 0 counts as 0, and one beyond all buckets as the longest", () => {
  const histogram = new DeliveryHistogram();
  histogram.add(-3, 1);
  histogram.add(1e13, 1);
  const [first, last] = histogram.toRows("r", "k");
  expect(first).toMatchObject({ lower: 0, upper: 0.001, count: 1 });
  expect(last?.count).toBe(1);
});
