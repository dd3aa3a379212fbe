import { expect, test } from "vitest";
import { scenarioMetrics } from "../../../src/analysis/scenario/scenario_metrics.ts";

test("scenarioMetrics() are those of the load, and of each step", () => {
  expect(scenarioMetrics(["pay"])).toEqual([
    ...["throughput", "success_rate", "p50", "p95", "p99"],
    ...["pay.success_rate", "pay.p50", "pay.p95", "pay.p99"],
  ]);
});
