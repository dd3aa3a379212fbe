import { expect, test } from "vitest";
import {
  formatChange,
  formatMetric,
  metricMeaning,
} from "../../../src/analysis/comparison/metric_meaning.ts";

test.each(
  [
    ["p95", "", { unit: "s", better: "lower" }],
    ["p95(GET (a))", "", { unit: "s", better: "lower" }],
    ["throughput", "", { unit: "1/s", better: "higher" }],
    ["reported success_rate", "1", { unit: "1", better: "higher" }],
    ["reported latency max", "ms", { unit: "s", better: "lower" }],
    ["reported failed_requests", "", { unit: "", better: "lower" }],
    ["reported cpu", "1", { unit: "1", better: null }],
    ["reported things", "parsec", { unit: "parsec", better: null }],
    ["constructor", "", { unit: "", better: null }],
    [
      "reported things",
      "constructor",
      { unit: "constructor", better: null },
    ],
  ] as const,
)("metricMeaning() of %s", (name, unit, expected) => {
  expect(metricMeaning(name, unit)).toEqual(expected);
});

test("metricMeaning() takes the direction from an objective", () => {
  const objective = {
    metric: "stale",
    is: "at least",
    value: 1,
    unknown: "missed",
  } as const;
  expect(metricMeaning("stale", "s", [objective]).better).toBe("higher");
});

test("formatMetric() and formatChange() print units and signs", () => {
  expect(formatMetric(0.0123, "s")).toBe("12.3 ms");
  expect(formatMetric(0.9993, "1")).toBe("99.93 %");
  expect(formatMetric(1234.56, "1/s")).toBe("1,235/s");
  expect(formatMetric(3, "")).toBe("3");
  expect(formatMetric(3 * 2 ** 20, "B")).toBe("3 MiB");
  expect(formatMetric(null, "s")).toBe("–");
  const change = (value: number, relative: boolean, unit: string) =>
    formatChange(value, { relative, unit });
  expect(change(0.1234, true, "s")).toBe("+12 %");
  expect(change(-0.01234, true, "s")).toBe("\u22121.2 %");
  expect(change(0, true, "s")).toBe("±0 %");
  expect(change(-0.003, false, "1")).toBe("\u22120.3 points");
  expect(change(0.25, false, "s")).toBe("+250 ms");
});
