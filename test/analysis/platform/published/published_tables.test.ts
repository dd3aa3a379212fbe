import { expect, test } from "vitest";
import type { BenchmarkFigure } from "../../../../src/analysis/platform/published/published_benchmarks.ts";
import {
  publishedBenchmarkTable,
  publishedClaimTable,
  publishedPushTable,
} from "../../../../src/analysis/platform/published/published_tables.ts";
import type { Table } from "../../../../src/report/mod.ts";

function texts({ rows }: Table): string[][] {
  return rows.map((row) => row.map(({ text }) => text));
}

test("publishedPushTable() names the origin, pushes without a time, and those that failed", () => {
  const shown = publishedPushTable([{
    ...{ origin: "published", mode: "imported", source: "cedar", load: "" },
    file: "cedar.log",
    ...{ part: "push", n: 5, timed: 3, failed: 1 },
    ...{ median: 6.6, min: 6, max: 7.3 },
    estimator: "median",
  }]);
  expect(texts(shown)).toEqual([
    [
      ...["cedar", "–", "6.6 s", "upload", "5", "6 s", "7.3 s", "median"],
      "cedar.log",
    ],
  ]);
  expect(shown.rows[0]?.[0]?.note).toBe("published");
  expect(shown.rows[0]?.[4]?.note)
    .toBe("1 did not succeed, 1 without a time");
  expect(publishedPushTable([]).headline).toMatch(/^Nothing is published/);
});

test("publishedBenchmarkTable() shows a mean, a bound, or neither", () => {
  const figure: BenchmarkFigure = {
    ...{ origin: "ours", mode: "simulated", loop: "a request", bound: null },
    ...{ measure: "RequestLatency", source: "platform", file: "", cells: 10 },
    ...{ instances: 960, mean: 0.5, sd: 0.1, min: 0.4, max: 1 },
    estimator: "of 3 samples",
  };
  const shown = publishedBenchmarkTable([
    figure,
    { ...figure, mean: null, sd: null, bound: { is: "below", value: 1 } },
    { ...figure, mean: null, sd: null },
  ]);
  expect(shown.rows.map((row) => row[4]?.text)).toEqual([
    ...["500 ms", "below 1 s", "–"],
  ]);
  expect(shown.rows[0]?.[4]?.note).toBe("sd 100 ms");
  expect(shown.rows[0]?.[1]?.note).toBe("simulated");
});

test("publishedClaimTable() shows what is stated, with its unit", () => {
  const claim = {
    ...{ document: "A talk", date: "2016-05-29", about: "web servers" },
    ...{ kind: "start_all", statistic: "below", value: 30, unit: "s" },
    ...{ cells: null, instances: 4000, statement: "in less than 30 seconds" },
  };
  expect(texts(publishedClaimTable([
    claim,
    { ...claim, statistic: "value", value: 600_000, unit: "" },
  ]))).toEqual([
    ["web servers", "below 30 s", "A talk", "–", "4,000"],
    ["web servers", "600,000", "A talk", "–", "4,000"],
  ]);
});
