import { expect, test } from "vitest";
import {
  stagedKinds,
  stageTimelines,
} from "../../../../src/analysis/platform/stages/stage_timelines.ts";
import {
  BEGIN,
  toStages,
  toTimedOperation,
  withPlatformStore,
} from "../../../testing/platform_rows.ts";

const rows = {
  operations: [
    toTimedOperation("task", "b", { at: 2, worker: "cell-1" }),
    toTimedOperation("task", "a", { at: 1, outcome: "unfinished" }),
    toTimedOperation("task", "c", { at: null, outcome: "cancelled" }),
    toTimedOperation("push", "hello-0", { at: 0 }),
  ],
  stages: [
    ...toStages("task:b", { "Desiring-Task": 2, "Resolved": 9, "Extra": 4 }),
    ...toStages("task:a", { "Desiring-Task": 1, "Created-Container": 3.5 }),
    // Told twice: the first time counts.
    ...toStages("task:a", { "Created-Container": 5 }),
  ],
};

test("stageTimelines() has every operation, and the stages that any of them has in the order of the model", () =>
  withPlatformStore(rows, async (store) => {
    const timelines = await stageTimelines(store, {
      ...{ run_id: "r1", kind: "task" },
    });
    expect(timelines).toMatchObject({
      stages: ["Desiring-Task", "Created-Container", "Resolved", "Extra"],
      ...{ until: 2, zero: BEGIN + 1, counted: "task" },
    });
    expect(
      timelines?.entities.map(({ entity, cell, outcome, times }) => [
        ...[entity, cell, outcome],
        ...times,
      ]),
    ).toEqual([
      ["task:a", "", "unfinished", 0, 2.5, NaN, NaN],
      ["task:b", "cell-1", "ok", 1, NaN, 8, 3],
      ["task:c", "", "cancelled", NaN, NaN, NaN, NaN],
    ]);
  }));

test("stageTimelines() is null without a stage, and without an operation", () =>
  withPlatformStore(rows, async (store) => {
    const of = (kind: string) => stageTimelines(store, { run_id: "r1", kind });
    expect(await of("push")).toBeNull();
    expect(await of("lrp")).toBeNull();
  }));

test("stagedKinds() lists the kinds with stages", () =>
  withPlatformStore(rows, async (store) => {
    expect(await stagedKinds(store, "r1")).toEqual([
      { kind: "task", operations: 3 },
    ]);
  }));

test("stageTimelines() puts what starts at once in order of its numbers", () => {
  const names = ["x-10", "x-9", "x-2"];
  return withPlatformStore({
    operations: names.map((name) => toTimedOperation("task", name, { at: 1 })),
    stages: names.flatMap((name) =>
      toStages(`task:${name}`, { "Desiring-Task": 1 })
    ),
  }, async (store) => {
    const timelines = await stageTimelines(store, {
      ...{ run_id: "r1", kind: "task" },
    });
    expect(timelines?.entities.map(({ entity }) => entity))
      .toEqual(["task:x-2", "task:x-9", "task:x-10"]);
  });
});
