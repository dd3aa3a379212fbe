import { expect, test } from "vitest";
import {
  toInstanceReport,
  toTaskReport,
} from "../../../src/systems/simulator/fezzik_reports.ts";

const at = Date.UTC(2016, 7, 9, 14);

test("toInstanceReport() writes what a poll every 200 ms sees", () => {
  const [type, json, end] = toInstanceReport({
    ...{ at, cells: 2, requested: 2 },
    instances: [
      { index: 0, claimed: at + 30, running: at + 4_250, cell: "cell-1" },
      { index: 1, claimed: at + 200, running: null, cell: "" },
    ],
  }).split("\n");
  expect([type, end]).toEqual(["LRP_REPORT", ""]);
  expect(JSON.parse(json!)).toEqual({
    ReportTime: "2016-08-09T14:00:00.000Z",
    ReportName: "Running 2 Instances Across 2 Cells",
    NumCells: 2,
    NumInstances: 2,
    TimeToClaimed: { "0": 200_000_000, "1": 200_000_000 },
    TimeToRunning: { "0": 4_400_000_000 },
    LRPDistribution: { "cell-1": 1 },
  });
});

test("toTaskReport() names the tasks that failed", () => {
  const task = { startedAt: at, created: 0.012345678, error: "", code: "" };
  const [type, json] = toTaskReport([
    { ...task, task: "a", cell: "cell-0", completed: 0.9, outcome: "ok" },
    {
      ...task,
      ...{ task: "b", cell: "", completed: 1, outcome: "failed" },
      code: "insufficient-resources",
    },
  ], { at, cells: 1, requested: 2 }).split("\n");
  expect(type).toBe("TASK_REPORT");
  expect(JSON.parse(json!)).toEqual({
    ReportTime: "2016-08-09T14:00:00.000Z",
    ReportName: "Running 2 Tasks Across 1 Cells",
    NumCells: 1,
    NumRequested: 2,
    TimeToCreate: { a: 12_345_678, b: 12_345_678 },
    TimeToComplete: { a: 900_000_000 },
    FailedTasks: { b: "insufficient-resources" },
    TaskDistribution: { "cell-0": 1 },
  });
});
