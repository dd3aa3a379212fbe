import { expect, test } from "vitest";
import {
  scaleStudy,
  sessionNumber,
  sessionRows,
} from "../../../src/analysis/scaling/scale_study.ts";
import {
  toTestMeasuredRun,
  toTestMeasuredRuns,
} from "../../testing/measured_runs.ts";
import {
  toTestParam,
  toTestRun,
  withTestStore,
} from "../../testing/records.ts";
import { toTestStudy } from "../../testing/scale_studies.ts";

const study = toTestStudy([
  ...toTestMeasuredRuns([100, 110], { session: "a", nodes: 1 }),
  ...toTestMeasuredRuns([90], { session: "b", nodes: 1, seconds: 20 }),
  ...toTestMeasuredRuns([80], { session: "b", nodes: 3 }),
  toTestMeasuredRun({ session: "b", status: "failed", throughput: null }),
]);

test("sessionNumber() counts sessions from the one that ran most cases", () => {
  expect(["b", "a"].map((session) => sessionNumber(study, session)))
    .toEqual([1, 2]);
});

test("sessionRows() counts the runs and cases of each session", () => {
  expect(sessionRows(study)).toEqual([
    {
      ...{ session: "a", number: 2, versions: "3.4", cases: 1, runs: 2 },
      ...{ ok: 2, seconds: "10" },
    },
    {
      ...{ session: "b", number: 1, versions: "3.4", cases: 2, runs: 3 },
      ...{ ok: 2, seconds: "20, 10" },
    },
  ]);
});

test("scaleStudy() takes the version that was measured last, and runs that do not tell theirs", () =>
  withTestStore([
    [toTestRun("a", { system_version: "3.3" }), {}],
    [toTestRun("b", { system_version: "3.4" }), {}],
    [toTestRun("c", { system_version: "" }), {}],
    [toTestRun("d", { system: "redis" }), {}],
  ], async (store) => {
    const idsOf = async (version: string) => {
      const { runs } = await scaleStudy(store, "kv", {
        system: "etcd",
        version,
      });
      return runs.map(({ run_id }) => run_id);
    };
    expect(await idsOf("")).toEqual(["b", "c"]);
    expect(await idsOf("3.3")).toEqual(["a", "c"]);
  }));

test("scaleStudy() takes the runs of one preset", () =>
  withTestStore([
    [toTestRun("a", { params: [toTestParam("preset", "full")] }), {}],
    [toTestRun("b", { params: [toTestParam("preset", "stress")] }), {}],
    [toTestRun("c"), {}],
  ], async (store) => {
    const idsOf = async (preset: string) => {
      const { runs } = await scaleStudy(store, "kv", {
        ...{ system: "etcd", preset },
      });
      return runs.map(({ run_id }) => run_id);
    };
    expect(await idsOf("")).toEqual(["a", "b", "c"]);
    expect(await idsOf("stress")).toEqual(["b"]);
  }));
