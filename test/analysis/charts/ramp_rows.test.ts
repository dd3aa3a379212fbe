import { expect, test } from "vitest";
import { workerRamp } from "../../../src/analysis/charts/ramp_rows.ts";
import {
  toTestMeasuredRun,
  toTestMeasuredRuns,
} from "../../testing/measured_runs.ts";
import { toTestStudy } from "../../testing/scale_studies.ts";

/** Throughput of a law that peaks at 61 workers. */
function carried(workers: number): number {
  return 100 * workers / (1 + 0.05 * (workers - 1) +
    0.00026 * workers * (workers - 1));
}

const ramp = (workers: readonly number[]) =>
  workers.flatMap((workers) =>
    toTestMeasuredRuns(
      [0.98, 1.02].map((luck) => luck * carried(workers)),
      { nodes: 1, workers },
    )
  );

test("workerRamp() returns the metrics of every valid run by workers", () => {
  const study = toTestStudy([
    toTestMeasuredRun({ workers: 10, throughput: 50, p99: null }),
    toTestMeasuredRun({ workers: 20, throughput: null, status: "failed" }),
    toTestMeasuredRun({ workers: 10, value_size: 4096, case_id: "other" }),
  ]);
  const { rows, knees } = workerRamp(study, { value_size: 1024 });
  const run = { series: "3 nodes", load: 10, doubtful: false };
  expect(rows).toEqual([
    { ...run, metric: "throughput", value: 50 },
    { ...run, metric: "median latency", value: 10 },
  ]);
  expect(knees).toEqual([]);
});

test("workerRamp() tells a knee only if it surely lies within the workers that were tried", () => {
  const study = (workers: readonly number[]) =>
    workerRamp(toTestStudy(ramp(workers)), { value_size: 1024 }).knees;
  const [knee] = study([1, 5, 10, 20, 40, 60, 80, 120, 160]);
  expect(knee?.series).toBe("1 node");
  expect(knee?.load).toBeGreaterThan(55);
  expect(knee?.load).toBeLessThan(67);
  expect(Number(knee?.lower)).toBeLessThan(Number(knee?.upper));
  expect(study([1, 5, 10, 20, 40, 62])).toEqual([]);
});
