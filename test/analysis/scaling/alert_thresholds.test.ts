import { expect, test } from "vitest";
import { alertThresholds } from "../../../src/analysis/scaling/alert_thresholds.ts";
import { scaleCells } from "../../../src/analysis/scaling/scale_cells.ts";
import {
  toTestCaseLatency,
  toTestMeasuredRun,
} from "../../testing/measured_runs.ts";

const [cell] = scaleCells([
  toTestMeasuredRun({ run_id: "r1", throughput: 1000 }),
], [toTestCaseLatency({ p50: 0.02 })]);

function toResource(
  run_id: string,
  source: string,
  metric: string,
  max: number,
) {
  return { run_id, source, metric, unit: "", n: 5, mean: 0, max };
}

test("alertThresholds() scales the peaks and medians of a baseline", () => {
  const found = alertThresholds(cell!, [
    toResource("r1", "node-0", "cpu", 0.5),
    toResource("r1", "node-1", "cpu", 1),
    toResource("r1", "host", "cpu", 2),
    toResource("r2", "node-0", "cpu", 3),
    toResource("r1", "node-0", "memory", 200e6),
  ]);
  expect(
    found.map((
      { metric, is, observed, level },
    ) => [metric, is, observed, level]),
  )
    .toEqual([
      ["cpu", "above", 1, 0.8],
      ["memory", "above", 200e6, 180e6],
      ["latency", "above", 0.02, 0.04],
      ["throughput", "below", 1000, 800],
    ]);
});

test("alertThresholds() returns a null level for a metric without samples", () => {
  expect(alertThresholds(cell!, [])[0]).toMatchObject({
    metric: "cpu",
    observed: null,
    level: null,
  });
});
