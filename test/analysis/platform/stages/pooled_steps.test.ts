import { expect, test } from "vitest";
import { pooledSteps } from "../../../../src/analysis/platform/stages/pooled_steps.ts";
import {
  toStages,
  toTimedOperation,
  withPlatformStore,
} from "../../../testing/platform_rows.ts";

const options = {
  kind: "recover",
  groups: [{ name: "1 of 10 cells dies", run_ids: ["r1", "r2"] }],
};

test("pooledSteps() tells how long each step took, and what lacks a stage or has it too early", () =>
  withPlatformStore({
    operations: ["a/0", "a/1", "a/2", "a/3", "untraced"].map((name) =>
      toTimedOperation("recover", name, { at: 100 })
    ),
    stages: [
      ...toStages("recover:a/0", {
        ...{ "Lost": 100, "Noticed-Missing-Cell": 112, "Claimed-ALRP": 113 },
        ...{ "Running-In-BBS": 117, "Routable": 117.5 },
      }),
      ...toStages("recover:a/1", {
        ...{ "Lost": 100, "Noticed-Missing-Cell": 114, "Claimed-ALRP": 113 },
        ...{ "Running-In-BBS": 119 },
      }),
      ...toStages("recover:a/2", { "Lost": 100, "Noticed-Missing-Cell": 116 }),
      ...toStages("recover:a/3", { "Lost": 100 }),
    ],
  }, async (store) => {
    const steps = await pooledSteps(store, options);
    expect(
      steps.map(({ after, stage, n, missing, negative, median, max }) => [
        ...[after, stage, n, missing, negative],
        ...[median.value, max],
      ]),
    ).toEqual([
      ["Lost", "Noticed-Missing-Cell", 3, 1, 0, 14, 16],
      ["Noticed-Missing-Cell", "Claimed-ALRP", 1, 2, 1, 1, 1],
      ["Claimed-ALRP", "Running-In-BBS", 2, 2, 0, 5, 6],
      ["Running-In-BBS", "Routable", 1, 3, 0, 0.5, 0.5],
    ]);
    expect(steps[0]).toMatchObject({
      ...{ name: "1 of 10 cells dies", runs: 1, entity: "lost instance" },
    });
  }));

test("pooledSteps() has none of runs without stages", () =>
  withPlatformStore({
    operations: [toTimedOperation("recover", "a/0", { at: 100 })],
  }, async (store) => {
    expect(await pooledSteps(store, options)).toEqual([]);
    expect(await pooledSteps(store, { ...options, groups: [] })).toEqual([]);
  }));
