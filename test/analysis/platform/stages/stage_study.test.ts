import { expect, test } from "vitest";
import {
  largestCase,
  longestStage,
  stageStudy,
} from "../../../../src/analysis/platform/stages/stage_study.ts";
import { makeStageRun } from "../../../testing/platform_studies.ts";
import { withTestStore } from "../../../testing/records.ts";

const options = { experiment: "platform-fezzik", system: "simulator" };

test("stageStudy() puts runs of one kind and size together, the smallest first", async () => {
  await withTestStore([
    makeStageRun("r1", { cells: 2 }),
    makeStageRun("r2", { cells: 2, repetition: 2, open: [3] }),
    makeStageRun("r3", { cells: 1 }),
    makeStageRun("r4", { cells: 1, kind: "lrp" }),
  ], async (store) => {
    const study = await stageStudy(store, options);
    expect(study.cases.map(({ label, sets }) => [label, sets.length]))
      .toEqual([
        ["5 tasks, 1 cell", 1],
        ["10 tasks, 2 cells", 2],
        ["5 instances, 1 cell", 1],
      ]);
    const tasks = largestCase(study, "task");
    expect(tasks).toMatchObject({
      ...{ noun: "tasks", cells: 2, n: 10 },
      // One of the two never did all.
      all_in: { mean: 13, n: 1 },
    });
    // 55 s of waiting in each run, and 3 s for each of 19 that were done.
    expect(tasks?.shares.map(({ stage }) => stage))
      .toEqual(["Created-Container", "Persisted-Completed"]);
    expect(longestStage(tasks ?? { shares: [] })?.stage)
      .toBe("Created-Container");
    expect(longestStage(tasks ?? { shares: [] })?.share)
      .toBeCloseTo(110 / (110 + 57));
  });
});

test("stageStudy() has no case without stages, and of another system", async () => {
  const [run, { operations = [] }] = makeStageRun("r1", { cells: 1 });
  await withTestStore([[run, { operations }]], async (store) => {
    const { runs, cases } = await stageStudy(store, options);
    expect([runs.length, cases]).toEqual([1, []]);
    const other = await stageStudy(store, { ...options, system: "cf" });
    expect(other.runs).toEqual([]);
    expect(largestCase(other, "task")).toBeNull();
    expect(longestStage({ shares: [] })).toBeNull();
  });
});
