import { expect, test } from "vitest";
import {
  evaluateThresholds,
  type MetricComparison,
  parseThreshold,
  toThresholds,
} from "../../../src/analysis/mod.ts";

test.each(
  [
    ["p95(latency) < +5%", "p95", "at most", true, "change", 0.05],
    ["throughput > -3%", "throughput", "at least", true, "change", -0.03],
    ["throughput > \u22123 %", "throughput", "at least", true, "change", -0.03],
    [
      "success_rate >= 99.5%",
      "success_rate",
      "at least",
      false,
      "level",
      0.995,
    ],
    ["p99 < 200 ms", "p99", "at most", true, "level", 0.2],
    ["p50(GET /a b) <= 1.5s", "p50(GET /a b)", "at most", false, "level", 1.5],
    ["ooms <= 0", "ooms", "at most", false, "level", 0],
    [
      "reported latency max < 1e-1",
      "reported latency max",
      "at most",
      true,
      "level",
      0.1,
    ],
  ] as const,
)(
  "parseThreshold() reads %s",
  (text, metric, is, strict, on, limit) => {
    const found = parseThreshold(text);
    expect(found).toMatchObject({ text, metric, is, strict, on });
    expect(found.limit).toBeCloseTo(limit, 12);
  },
);

test.each([
  ["p95", "must be like"],
  ["p95 < +5", "must be like"],
  ["p95 < 5 parsec", "its unit is unknown: parsec"],
  ["p95 < 1e999 ms", "its number is too large"],
  ["p95 < NaN", "must be like"],
  ["p95 = 5%", "must be like"],
  ["", "must be like"],
])("parseThreshold() refuses %j", (text, message) => {
  expect(() => parseThreshold(text)).toThrow(message);
});

const comparison = (options: Partial<MetricComparison>): MetricComparison => ({
  case_name: "",
  metric: "p95",
  meaning: { unit: "s", better: "lower" },
  a: { n: 5, median: 1, variation: null },
  b: { n: 5, median: 1, variation: null },
  effect: { change: 0.06, lower: 0.04, upper: 0.08, relative: true },
  p: 0.01,
  adjusted: 0.01,
  missing: 0,
  verdict: "worse",
  notExcluded: null,
  reason: "",
  ...options,
});

test.each<[string, Partial<MetricComparison>, string]>([
  ["told and beyond", {}, "broken"],
  ["told and within", {
    effect: { change: 0.03, lower: 0.02, upper: 0.04, relative: true },
  }, "kept"],
  ["told, with an interval that reaches beyond", {
    effect: { change: 0.04, lower: 0.03, upper: 0.07, relative: true },
  }, "cannot tell"],
  ["better", {
    verdict: "better",
    effect: { change: -0.2, lower: -0.3, upper: -0.1, relative: true },
  }, "kept"],
  ["~ whose interval is within", {
    verdict: "~",
    effect: { change: 0.01, lower: -0.02, upper: 0.03, relative: true },
  }, "kept"],
  ["~ whose interval reaches beyond", {
    verdict: "~",
    effect: { change: 0.01, lower: -0.1, upper: 0.2, relative: true },
  }, "cannot tell"],
  ["confounded", {
    verdict: "cannot tell",
    effect: { change: 0.01, lower: 0, upper: 0.02, relative: true },
  }, "cannot tell"],
  ["too few runs", {
    verdict: "too few runs",
    effect: { change: 0.5, lower: null, upper: null, relative: true },
  }, "cannot tell"],
  ["one run each", { verdict: "one run each" }, "cannot tell"],
  ["without values", { verdict: "no values", effect: null }, "cannot tell"],
])("evaluateThresholds() of a change that is %s", (_, options, result) => {
  const thresholds = [parseThreshold("p95(latency) < +5%")];
  expect(evaluateThresholds(thresholds, [comparison(options)], () => []))
    .toMatchObject([{ result }]);
});

test.each([
  [[0.999, 1], "kept"],
  [[0.98, 0.99], "broken"],
  [[0.98, 1], "cannot tell"],
  [[], "cannot tell"],
])("evaluateThresholds() of the level of runs %j is %s", (values, result) => {
  const [threshold] = toThresholds([
    { metric: "p95", is: "at least", value: 0.995, unknown: "missed" },
  ]);
  expect(evaluateThresholds([threshold!], [comparison({})], () => values))
    .toMatchObject([{ result }]);
});

test("evaluateThresholds() refuses a metric that was not compared, and names the nearest", () => {
  const thresholds = [parseThreshold("p94 < +5%")];
  expect(() => evaluateThresholds(thresholds, [comparison({})], () => []))
    .toThrow("it must be one of p95; did you mean 'p95'?");
  expect(() => evaluateThresholds(thresholds, [], () => []))
    .toThrow("nothing was measured on both sides");
});

test.each([
  ["p95 < 5%", "s", "in s; a change has a sign, such as < +5%"],
  ["p95 < 5 MiB", "s", "in s"],
  ["p95 < 5 ms", "1/s", "in 1/s"],
  ["p95 < 5 ms", "", "a number without a unit"],
  ["p95 >= 99.5", "1", "a share is at most 1: write 99.5%"],
])(
  "evaluateThresholds() refuses %j of a metric in %j",
  (text, unit, message) => {
    const meaning = { unit, better: null };
    expect(() =>
      evaluateThresholds(
        [parseThreshold(text)],
        [comparison({ meaning })],
        () => [
          1,
        ],
      )
    ).toThrow(message);
  },
);

test.each([["p95 < 2", "s"], ["p95 < 20 %", "1"], ["p95 < 0.5", "1"]])(
  "evaluateThresholds() takes %j of a metric in %j",
  (text, unit) => {
    const meaning = { unit, better: null };
    const found = [comparison({ meaning })];
    expect(evaluateThresholds([parseThreshold(text)], found, () => [0.1]))
      .toMatchObject([{ result: "kept" }]);
  },
);
