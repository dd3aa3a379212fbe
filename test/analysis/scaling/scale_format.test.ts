import { expect, test } from "vitest";
import {
  caseName,
  disturbedRuns,
  formatAlertLevel,
  formatRate,
  formatThroughput,
  markedCaseName,
  rateEstimate,
} from "../../../src/analysis/scaling/scale_format.ts";
import { scaleCells } from "../../../src/analysis/scaling/scale_cells.ts";
import { toTestMeasuredRuns } from "../../testing/measured_runs.ts";

const [cell] = scaleCells([
  ...toTestMeasuredRuns([1000, 1234], { nodes: 1 }),
  ...toTestMeasuredRuns([1100], { nodes: 1, disturbed: true }),
]);

test("caseName() names nodes, workers and the size of values", () => {
  expect(cell && caseName(cell)).toBe("1 node, 25 workers, 1 KiB");
  expect(cell && markedCaseName(cell)).toBe("1 node, 25 workers, 1 KiB †");
  expect(cell && disturbedRuns(cell)).toBe(1);
});

test("formatThroughput() prints the median and the range with three digits at most", () => {
  expect(cell && formatThroughput(cell)).toEqual({
    text: "1,100",
    range: "1,000 to 1,230",
  });
  expect(rateEstimate([])).toBe(null);
  expect(rateEstimate([7])).toEqual({ value: 7, lower: null, upper: null });
});

test("formatRate() and formatAlertLevel() print a value in its unit", () => {
  expect([1234.5, null].map(formatRate)).toEqual(["1,230", "–"]);
  expect([
    formatAlertLevel(null, "s"),
    formatAlertLevel(0.02, "s"),
    formatAlertLevel(3 * 2 ** 30, "B"),
    formatAlertLevel(0.5, "cpu"),
    formatAlertLevel(1234, "1/s"),
  ]).toEqual([
    "not sampled",
    "20 ms",
    "3,072 MiB",
    "0.50 cores",
    "1,230 ok/s",
  ]);
});
