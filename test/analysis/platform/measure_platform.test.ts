import { expect, test } from "vitest";
import {
  measurePlatform,
  summarisePlatform,
} from "../../../src/analysis/platform/measure_platform.ts";
import {
  timeOf,
  toPlatformEvent,
  toSampleSeries,
  toStages,
  toTimedOperation,
  withPlatformStore,
} from "../../testing/platform_rows.ts";

const rows = {
  operations: [
    toTimedOperation("push", "a", { at: 0, duration_s: 6 }),
    toTimedOperation("start", "a", { at: 6, duration_s: 34 }),
    toTimedOperation("push", "b", { at: 1, duration_s: 6, outcome: "failed" }),
    toTimedOperation("lrp", "a/0", { at: 6, duration_s: 30 }),
    toTimedOperation("recover", "a/0", { at: 1000, duration_s: 45 }),
  ],
  stages: toStages("recover:a/0", { "Noticed-Missing-Cell": 1018 }),
  samples: toSampleSeries(
    "ConvergenceLRPDuration",
    Array.from({ length: 40 }, () => 31),
  ),
  events: [
    toPlatformEvent("phase", "measure", { at: 0 }),
    toPlatformEvent("fault", "cell-1", { at: 1000, detail: "kill-cells" }),
    toPlatformEvent("heal", "cell-1", { at: 1100 }),
    toPlatformEvent("phase", "cool_down", { at: 1200 }),
  ],
};

const run = { run_id: "r1", experiment: "platform" };

test("measurePlatform() measures pushes, recovery and loops of one run", () =>
  withPlatformStore(rows, async (store) => {
    const measurement = await measurePlatform(store, run);
    expect(measurement?.metrics).toEqual({
      ...{ push_success: 0.5, push_all: 40 },
      ...{ task_success: null, tasks_all: null },
      ...{ instance_success: 1, instances_all: 30 },
      ...{ lost_instances: 1, returned: 1, notice: 18 },
      ...{ returned_with_room: 1, running_favoured: null },
      ...{ recover_most: 45, recover_all: 45 },
      ...{ red_metrics: 1, late_loops: 34 },
      ...{ calls_in_time: null, pods_in_time: null },
    });
    expect(measurement?.summary).toBe(
      "50 % of pushes ok, ended in 40 s; all instances ran in 30 s; 1 instance lost, 100 % back; 95 % in 45 s, all in 45 s; 1 metric above the red level; 34 loops later than the interval",
    );
  }));

test("measurePlatform() is null for a run that did not reach measure, and null for what it lacks", () =>
  withPlatformStore({ events: rows.events.slice(0, 1) }, async (store) => {
    const measurement = await measurePlatform(store, run);
    expect(new Set(Object.values(measurement?.metrics ?? {}))).toEqual(
      new Set([null]),
    );
    expect(measurement?.summary).toBe("");
    expect(await measurePlatform(store, { ...run, run_id: "other" }))
      .toBeNull();
  }));

test("measurePlatform() judges by kinds where the cells that were left had too little room", () => {
  const sample = (
    source: string,
    metric: string,
    value: number,
    at: number,
  ) => ({ run_id: "r1", source, metric, unit: "", value, at: timeOf(at) });
  const samples = [
    sample("platform", "desired_memory", 280, 1000),
    sample("platform", "left_memory", 200, 1000),
    ...["hello", "crashing"].flatMap((kind) =>
      [1000, 1100].flatMap((at) => [
        sample(kind, "desired_instances", 10, at),
        sample(kind, "running_instances", kind === "hello" ? 8 : 2, at),
      ])
    ),
  ];
  return withPlatformStore({ ...rows, samples }, async (store) => {
    const measurement = await measurePlatform(store, run);
    expect(measurement?.metrics).toMatchObject({
      ...{ returned: 1, returned_with_room: null },
    });
    expect(measurement?.metrics["running_favoured"]).toBeCloseTo(0.6);
    expect(measurement?.summary).toMatch(
      /; too little room for all: the share that runs is 60 points lower for crashing applications$/,
    );
  });
});

test("summarisePlatform() says what was not seen to end", () => {
  const nothing = {
    ...{ push_success: null, push_all: null, instance_success: null },
    ...{ instances_all: null, lost_instances: null, returned: null },
    ...{ notice: null, recover_most: null, recover_all: null },
    ...{ returned_with_room: null, running_favoured: null },
    ...{ red_metrics: null, late_loops: null },
    ...{ calls_in_time: null, pods_in_time: null },
  };
  expect(
    summarisePlatform({ ...nothing, task_success: 0.9, tasks_all: null }),
  ).toBe("90 % of tasks ok, all not reached");
});
