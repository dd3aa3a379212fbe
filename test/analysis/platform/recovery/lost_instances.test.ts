import { expect, test } from "vitest";
import { lostInstances } from "../../../../src/analysis/platform/recovery/lost_instances.ts";
import {
  BEGIN,
  toPlatformRow,
  toStages,
  toTimedOperation,
  withPlatformStore,
} from "../../../testing/platform_rows.ts";

const rows = {
  operations: [
    toTimedOperation("recover", "hello-0/0", {
      ...{ at: 100, duration_s: 40, worker: "cell-2" },
    }),
    toTimedOperation("recover", "crashing-0/0", {
      ...{ at: 100, duration_s: null, outcome: "unfinished" },
      ...{ subject: "crashing", code: "unclaimed" },
    }),
    toTimedOperation("recover", "late/0", { at: 100, duration_s: 450 }),
    toTimedOperation("lrp", "hello-0/0", { at: 1 }),
  ],
  stages: [
    ...toStages("recover:hello-0/0", {
      "Noticed-Missing-Cell": 120,
      "Running-In-BBS": 140,
      "Routable": 150,
    }),
    ...toStages("lrp:hello-0/0", { "Running-In-BBS": 2 }),
  ],
};

test("lostInstances() measures from the fault, and censors what was not back in time", () =>
  withPlatformStore(rows, async (store) => {
    const run = toPlatformRow({
      ...{ fault: "kill-cells", fault_at: BEGIN + 100 },
      ...{ heal_at: BEGIN + 400, end_at: BEGIN + 600 },
    });
    const lost = await lostInstances(store, {
      ...{ experiment: "platform", runs: [run] },
    });
    const beyond = { seconds: 300, censored: true };
    expect(lost).toEqual([
      {
        ...{ run_id: "r1", instance: "recover:crashing-0/0" },
        ...{ kind: "crashing", cell: "", left: "unclaimed", back: beyond },
        ...{ noticed: null, routable: null },
      },
      {
        ...{ run_id: "r1", instance: "recover:hello-0/0", kind: "hello" },
        ...{ cell: "cell-2", left: "", noticed: 20, routable: 50 },
        back: { seconds: 40, censored: false },
      },
      // It was back only after the dead cells were.
      {
        ...{ run_id: "r1", instance: "recover:late/0", kind: "hello" },
        ...{ cell: "", left: "", noticed: null, routable: null },
        back: beyond,
      },
    ]);
  }));

test("lostInstances() watches the recovery of a store to the end", () =>
  withPlatformStore(rows, async (store) => {
    const run = toPlatformRow({
      ...{ fault: "wipe-store-total", heal_at: BEGIN + 160 },
      ...{ end_at: BEGIN + 600 },
    });
    const of = (runs: Parameters<typeof lostInstances>[1]["runs"]) =>
      lostInstances(store, { experiment: "platform", runs });
    expect((await of([run])).map(({ back }) => back)).toEqual([
      { seconds: 500, censored: true },
      { seconds: 40, censored: false },
      { seconds: 450, censored: false },
    ]);
    // What never came back of a run without an end cannot be told; nor is a run told of that was not asked for.
    expect(await of([{ ...run, end_at: null }])).toHaveLength(2);
    expect(await of([])).toEqual([]);
  }));
