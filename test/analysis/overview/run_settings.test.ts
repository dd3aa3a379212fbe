import { expect, test } from "vitest";
import {
  runSettings,
  settingChanges,
} from "../../../src/analysis/overview/run_settings.ts";
import {
  toTestParam,
  toTestRun,
  withTestStore,
} from "../../testing/records.ts";

test("runSettings() returns settings that differ, except those that vary by design", () =>
  withTestStore([
    [
      toTestRun("r1", {
        params: [toTestParam("version", "1"), toTestParam("nodes", 3)],
        environment: { cpus: 2, machine: "m4", 'a"b': 1 },
      }),
      {},
    ],
    [
      toTestRun("r2", {
        params: [toTestParam("version", "2"), toTestParam("nodes", 3)],
        environment: { cpus: 2, machine: "m5", location: "", 'a"b': 2 },
        tool_version: "1",
      }),
      {},
    ],
  ], async (store) => {
    const settings = await runSettings(store, { varies: ["version"] });
    expect([...settings.get("r1")!]).toEqual([
      ['environment.a"b', "1"],
      ["environment.machine", "m4"],
      ["tool_version", "0"],
    ]);
    expect(settingChanges(settings.get("r1")!, settings.get("r2")!))
      .toEqual(['a"b: 1 to 2', "machine: m4 to m5", "tool_version: 0 to 1"]);
  }));

test("settingChanges() ignores settings that only one run records", () => {
  const settings = new Map([["a", "1"], ["b", "2"]]);
  expect(settingChanges(settings, new Map([["b", "2"], ["c", "3"]])))
    .toEqual([]);
  expect(settingChanges(new Map(), settings)).toEqual([]);
});
