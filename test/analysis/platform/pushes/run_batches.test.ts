import { expect, test } from "vitest";
import {
  runBatches,
  throughputOf,
} from "../../../../src/analysis/platform/pushes/run_batches.ts";
import { toBatchTimes, toPlatformRow } from "../../../testing/platform_rows.ts";

const tasks = toBatchTimes("task", [1, 2, 4]);

test("runBatches() takes the work that a run asked for", () => {
  const run = toPlatformRow({ work: "tasks" });
  // The staging of an application is no task of the batch, nor is its instance.
  const others = [toBatchTimes("lrp", [9]), { ...tasks, run_id: "r2" }];
  expect(runBatches([run], [...others, tasks])).toEqual([
    { run, times: tasks },
  ]);
  expect(runBatches([run], others)).toEqual([]);
  expect(runBatches([toPlatformRow({ work: "instances" })], others))
    .toMatchObject([{ times: { kind: "lrp" } }]);
});

test("throughputOf() is null unless all of the work was done", () => {
  expect(throughputOf(tasks)).toBe(0.75);
  expect(throughputOf(toBatchTimes("task", [1, 2, 4], 2))).toBeNull();
  expect(throughputOf(toBatchTimes("task", [0]))).toBeNull();
});
