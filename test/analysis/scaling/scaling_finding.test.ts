import { expect, test } from "vitest";
import {
  formatPIs,
  scalingFinding,
  testLargerClusters,
} from "../../../src/analysis/scaling/scaling_finding.ts";
import { toTestMeasuredRuns } from "../../testing/measured_runs.ts";
import { toTestStudy } from "../../testing/scale_studies.ts";

const study = toTestStudy([
  ...toTestMeasuredRuns([100, 110, 120, 130], { nodes: 1 }),
  ...toTestMeasuredRuns([60, 70, 80, 90], { nodes: 3, disturbed: true }),
]);

test("scalingFinding() says what larger clusters carry, and which case carried most", () => {
  const { markdown } = scalingFinding(study);
  expect(markdown).toContain(
    "carried less in every pair of repetitions of a session in **1**, more in 0; of those that no other work disturbed, less in 0 of 0. Over all of them together the smallest carries more (p = 0.029",
  );
  expect(markdown).toContain("**1** can be distinguished from chance.");
  expect(markdown).toContain(
    "the highest was 1 node, 25 workers, 1 KiB: **115 operations/s** (100 to 130, n = 4)",
  );
  expect(markdown).toContain("beside 4: throughput is that of this machine");
});

test("scalingFinding() says that nothing can be compared", () => {
  expect(scalingFinding(toTestStudy([])).markdown).toMatch(
    /^No larger cluster can be compared with a smaller one. No case carried anything. 0 of 0/,
  );
});

test("testLargerClusters() tests larger clusters against the smallest within sessions", () => {
  // Complete separation of four from four: 2 / C(8, 4).
  expect(testLargerClusters(study.cells).p).toBeCloseTo(2 / 70, 12);
});

test("formatPIs() prints a small p as a bound", () => {
  expect([1e-9, 0.0123].map(formatPIs)).toEqual(["p < 0.001", "p = 0.012"]);
});
