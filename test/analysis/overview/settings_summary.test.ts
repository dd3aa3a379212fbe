import { expect, test } from "vitest";
import {
  settingsSummary,
  settingsTable,
} from "../../../src/analysis/overview/settings_summary.ts";
import {
  toTestParam,
  toTestRun,
  withTestStore,
} from "../../testing/records.ts";
import { textsOf } from "../../testing/scale_studies.ts";

test("settingsTable() merges the settings of runs, and counts those that record them", () =>
  withTestStore([
    [
      toTestRun("a", {
        params: [
          toTestParam("nodes", 3),
          toTestParam("reads", 0.5, { unit: "1", label: "Reads" }),
          toTestParam("seed", 1),
        ],
      }),
      {},
    ],
    [
      toTestRun("b", {
        params: [toTestParam("nodes", 5), toTestParam("fault", "kill")],
      }),
      {},
    ],
    [toTestRun("c", { params: [toTestParam("nodes", 7)] }), {}],
  ], async (store) => {
    const runs = ["a", "b"];
    const options = { runs, except: ["fault"], caption: "Load" };
    const { headline, rows } = await settingsTable(store, options);
    expect(headline).toContain("not all of them record it");
    expect(textsOf({ rows })).toEqual([
      ["nodes", "3, 5", ""],
      ["Reads", "0.5 (1 run)", "share"],
    ]);
    expect(await settingsSummary(store, { runs: ["c"] })).toMatchObject([
      { key: "nodes", value: "7", recorded: 1, of: 1 },
    ]);
  }));
