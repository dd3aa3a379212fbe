import { expect, test } from "vitest";
import {
  formatLimit,
  formatMetric,
  metricName,
} from "../../../src/analysis/monitoring/objective_names.ts";

test.each([
  ["success_rate", 0.9934, "99.34 %"],
  ["calls_in_time", 0.99, "99 %"],
  ["loop_share", 3.805, "380.5 %"],
  ["memory_growth", 0.1, "10 % an hour"],
  ["incremental_p99", 0.523, "523 ms"],
  ["p99", 1, "1 s"],
  ["ooms", 0, "0"],
  ["pay.p95", 0.523, "523 ms"],
  ["pay.success_rate", 0.9934, "99.34 %"],
  ["throughput", 12_345.6, "12,350 operations/s"],
])("formatMetric() of %s prints its unit", (metric, value, text) => {
  expect(formatMetric(metric, value)).toBe(text);
});

test("formatLimit() prints the direction", () => {
  expect(formatLimit({ metric: "p95", is: "at most", limit: 0.1 }))
    .toBe("at most 100 ms");
});

test("metricName() says success of whatever the run does", () => {
  expect(metricName("success_rate")).toBe("success");
  expect(metricName("scrape_pacing")).toBe("scrape pacing");
});

test("metricName() names the step that a metric is of", () => {
  expect(metricName("pay.success_rate")).toBe("pay success");
  expect(metricName("pay.p95")).toBe("pay p95");
});
