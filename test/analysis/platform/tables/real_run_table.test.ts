import { expect, test } from "vitest";
import { realRuns } from "../../../../src/analysis/platform/recovery/real_runs.ts";
import { realRunTable } from "../../../../src/analysis/platform/tables/real_run_table.ts";
import { renderMarkdownTable } from "../../../../src/report/mod.ts";
import {
  toPlatformEvent,
  toPlatformTestRun,
  toTimedOperation,
  withPlatformStore,
} from "../../../testing/platform_rows.ts";
import { toTestParam, withTestStore } from "../../../testing/records.ts";

const rows = {
  operations: [
    toTimedOperation("push", "a", { at: 0, duration_s: 1 }),
    toTimedOperation("push", "b", { at: 1, duration_s: 1 }),
    toTimedOperation("start", "a", { at: 1, duration_s: 8 }),
    // Not all of its instances ran.
    toTimedOperation("start", "b", { at: 2, duration_s: 5, outcome: "failed" }),
    toTimedOperation("lrp", "a/0", { at: 1, duration_s: 2 }),
    toTimedOperation("lrp", "a/1", { at: 1, duration_s: 4 }),
    toTimedOperation("lrp", "b/0", { at: 1, duration_s: 9, outcome: "failed" }),
    toTimedOperation("recover", "a/0", { at: 100, duration_s: 20 }),
    toTimedOperation("recover", "a/1", { at: 100, duration_s: 40 }),
  ],
  events: [
    toPlatformEvent("phase", "measure", { at: 0 }),
    toPlatformEvent("fault", "cells", { at: 100, detail: "kill-cells" }),
    toPlatformEvent("phase", "cool_down", { at: 200 }),
  ],
};

test("realRunTable() has what was pushed and what came back of each run on a real control plane", () =>
  withPlatformStore(rows, async (store) => {
    const text = renderMarkdownTable(
      realRunTable(await realRuns(store, ["platform"])),
    );
    expect(text).toMatch(
      /kubernetes +\| +10 \| 1 of 10 cells dies \(grace 20 s, toleration 5 s, 10 nodes\/s\) +\| +2 \| +40 s \| +100 % \| +– \| +40 s \| +2 \| +50 % \|/,
    );
    expect(text).toMatch(/ 9 s \| +3 s \| +3\.98 s \|/);
  }, {
    ...{ system: "kubernetes", system_version: "v1.36", mode: "real" },
    params: [
      toTestParam("cells", 10),
      toTestParam("kill_share", 0.1),
      toTestParam("fault", "kill-cells"),
      toTestParam("kubernetes_grace_period", 20),
      toTestParam("kubernetes_toleration", 5),
      toTestParam("kubernetes_eviction_rate", 10),
    ],
  }));

test("realRunTable() leaves out simulated runs, and says that there is no other", () =>
  withPlatformStore(rows, async (store) => {
    expect(
      renderMarkdownTable(realRunTable(await realRuns(store, ["platform"]))),
    )
      .toContain("No run on a real control plane is on record.");
  }, { mode: "simulated" }));

test("realRunTable() has the fill in a column of its own if it differs, and then not with the fault", () => {
  const real = { system: "kubernetes", mode: "real" } as const;
  const killed = [
    toTestParam("cells", 10),
    toTestParam("kill_share", 0.1),
    toTestParam("fault", "kill-cells"),
    toTestParam("fill", 0.3),
  ];
  return withTestStore([
    [toPlatformTestRun("r1", { ...real, params: killed }), rows],
    [
      toPlatformTestRun("r2", { ...real, params: [toTestParam("cells", 10)] }),
      {},
    ],
  ], async (store) => {
    const text = renderMarkdownTable(
      realRunTable(await realRuns(store, ["platform"])),
    );
    expect(text).toMatch(/System +\| +Cells \| +Fill \| +Fault/);
    expect(text).toMatch(/ +10 \| +30 % \| 1 of 10 cells dies? +\|/);
    expect(text).toMatch(/ +10 \| +– \| none +\|/);
  });
});
