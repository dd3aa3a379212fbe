import { expect, test } from "vitest";
import {
  platformRuns,
  recoveryEnd,
} from "../../../../src/analysis/platform/runs/platform_runs.ts";
import { toTestParam } from "../../../testing/records.ts";
import {
  BEGIN,
  toPlatformEvent,
  withPlatformStore,
} from "../../../testing/platform_rows.ts";

test("platformRuns() reads settings and marks", () =>
  withPlatformStore(
    {
      events: [
        toPlatformEvent("phase", "warm_up", { at: 1 }),
        toPlatformEvent("phase", "measure", { at: 10 }),
        toPlatformEvent("fault", "cell-1,cell-2", {
          ...{ at: 20, detail: "kill-cells" },
        }),
        toPlatformEvent("heal", "cell-1,cell-2", { at: 80 }),
        toPlatformEvent("phase", "cool_down", { at: 200 }),
        toPlatformEvent("phase", "tear_down", { at: 210 }),
      ],
    },
    async (store) => {
      const [run] = await platformRuns(store, "platform");
      expect(run).toMatchObject({
        ...{ run_id: "r1", session: "s1", preset: "n10", cells: 10, fill: 1 },
        ...{ parallel: null, fault: "kill-cells", kill_share: 0.1 },
        outage: null,
        ...{ measure_at: BEGIN + 10, fault_at: BEGIN + 20 },
        ...{ heal_at: BEGIN + 80, end_at: BEGIN + 200 },
      });
    },
    {
      params: [
        toTestParam("session", "s1"),
        toTestParam("preset", "n10"),
        toTestParam("cells", 10),
        toTestParam("fill", 1),
        toTestParam("kill_share", 0.1),
      ],
    },
  ));

test("platformRuns() takes the last event for the end of a run that was cut off", () =>
  withPlatformStore({
    events: [
      toPlatformEvent("phase", "measure", { at: 10 }),
      toPlatformEvent("note", "cell-1", { at: 50, detail: "missing" }),
    ],
  }, async (store) => {
    const [run] = await platformRuns(store, "platform");
    expect(run).toMatchObject({
      ...{ fault: "none", fault_at: null, end_at: BEGIN + 50, cells: null },
    });
  }));

test("recoveryEnd() is when dead cells are brought back, and for a store the end", () => {
  const marks = { heal_at: 5, end_at: 9 };
  expect(recoveryEnd({ fault: "kill-cells", ...marks })).toBe(5);
  expect(recoveryEnd({ fault: "kill-cells", heal_at: null, end_at: 9 })).toBe(
    9,
  );
  expect(recoveryEnd({ fault: "cut-store-total", ...marks })).toBe(9);
});
