import { expect, test } from "vitest";
import { recoverySteps } from "../../../../src/analysis/platform/recovery/recovery_steps.ts";
import {
  toPlatformEvent,
  toStages,
  toTimedOperation,
  withPlatformStore,
} from "../../../testing/platform_rows.ts";

const groups = [{ name: "1 of 10 cells dies", run_ids: ["r1"] }];

const lost = ["a/0", "a/1", "a/2"];

const rows = {
  operations: lost.map((name) =>
    toTimedOperation("recover", name, { at: 100 })
  ),
  stages: lost.flatMap((name, i) =>
    toStages(`recover:${name}`, {
      ...{ "Lost": 100, "Noticed-Missing-Cell": 112 },
      ...{ "Claimed-ALRP": 113 + i, "Running-In-BBS": 120 },
    })
  ),
};

const cell = (detail: string, at: number) =>
  toPlatformEvent("note", "cell-1", { at, detail });

function describe(steps: Awaited<ReturnType<typeof recoverySteps>>) {
  return steps.map(({ after, stage, entity, n, median }) => [
    ...[after, stage, entity, n, median.value],
  ]);
}

test("recoverySteps() counts cells until one is noticed to be gone, and instances from there", () =>
  withPlatformStore({
    ...rows,
    events: [
      cell("dead", 100),
      cell("missing", 112),
      cell("alive", 130),
      cell("present", 132),
    ],
  }, async (store) => {
    expect(describe(await recoverySteps(store, groups))).toEqual([
      ["Died", "Noticed-Missing-Cell", "dead cell", 1, 12],
      ["Noticed-Missing-Cell", "Claimed-ALRP", "lost instance", 3, 2],
      ["Claimed-ALRP", "Running-In-BBS", "lost instance", 3, 6],
    ]);
  }));

test("recoverySteps() counts instances where the platform told nothing of its cells", () =>
  withPlatformStore(rows, async (store) => {
    const [first] = describe(await recoverySteps(store, groups));
    expect(first).toEqual([
      ...["Lost", "Noticed-Missing-Cell", "lost instance", 3, 12],
    ]);
  }));
