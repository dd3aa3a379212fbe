import { expect, test } from "vitest";
import { toHistogram } from "../../../src/ingest/ycsb/ycsb_series.ts";

function toEntries(counts: Record<string, string>) {
  return Object.entries(counts).map(([name, text], i) => ({
    metric: "READ",
    name,
    text,
    position: i + 1,
    place: `:${i + 1}`,
  }));
}

test("toHistogram() reads buckets of a millisecond, the overflow up to the largest latency", () => {
  const entries = toEntries({ "0": "7", "1": "0", "2": "2", ">1000": "1" });
  expect(toHistogram(entries, { operations: 10, maxLatency: 1.5 })).toEqual({
    buckets: [
      { lower: 0, upper: 0.001, count: 7 },
      { lower: 0.002, upper: 0.003, count: 2 },
      { lower: 1, upper: 1.5, count: 1 },
    ],
    problem: "",
  });
  expect(toHistogram(entries, { operations: 10, maxLatency: null }).problem)
    .toMatch(/overflow has no end/);
});

// With 2,048 sub-buckets, an HdrHistogram of three digits holds 2,046 and 2,047 apart, 2,048 and 2,049 together,
// 4,092 to 4,095 in two buckets and 4,096 to 4,099 in one: HdrHistogram's documentation of `highestEquivalentValue`.
test.each([
  [0, 0],
  [2047, 2047],
  [2049, 2048],
  [4095, 4094],
  [4099, 4096],
  [8191, 8188],
  [8199, 8192],
])(
  "toHistogram() starts bucket %i at %i microseconds",
  (highest, lowest) => {
    const entries = toEntries({ [highest]: "3.0" });
    const { buckets } = toHistogram(entries, {
      operations: 3,
      maxLatency: null,
    });
    expect(buckets).toEqual([{
      lower: lowest / 1e6,
      upper: (highest + 1) / 1e6,
      count: 3,
    }]);
  },
);

test("toHistogram() distinguishes a time series of averages from counts", () => {
  expect(
    toHistogram(toEntries({ "0": "51.5", "1000": "47.0" }), {
      operations: 30,
      maxLatency: null,
    }).problem,
  ).toMatch(/time series of averages/);
  expect(toHistogram(toEntries({ "0": "51.0", "1000": "47.0" }), {
    operations: 30,
    maxLatency: null,
  })).toMatchObject({
    buckets: [],
    problem:
      "numbered entries count 98, not the 30 operations: a time series, or cut off",
  });
});
