import { expect, test } from "vitest";
import {
  faultLabel,
  faultStudy,
  rankedCosts,
  timesOf,
} from "../../../src/analysis/recovery/fault_study.ts";
import { toTestFaultStudy } from "../../testing/fault_studies.ts";
import { toTestRecovery } from "../../testing/recoveries.ts";
import { toTestRun, withTestStore } from "../../testing/records.ts";

const off = toTestRecovery({ leader: { seconds: 1, censored: false } });
const on = toTestRecovery({ pre_vote: "on" });

test("faultLabel() names pre-vote only where runs differ in it", () => {
  expect(faultLabel({ valid: [off] }, off)).toBe("kill-leader");
  expect(faultLabel({ valid: [off, on] }, on)).toBe(
    "kill-leader, pre-vote on",
  );
});

test("rankedCosts() takes the variant that was run most", () => {
  const study = toTestFaultStudy([off, on, off]);
  expect(rankedCosts(study).map(({ pre_vote }) => pre_vote)).toEqual(["off"]);
  expect(timesOf(study.times, off, "leader")?.n).toBe(2);
  expect(timesOf(study.times, on, "leader")).toBeUndefined();
});

test("faultStudy() takes the runs of one system", () =>
  withTestStore([
    [toTestRun("a", { system: "redis" }), {}],
  ], async (store) => {
    const study = await faultStudy(store, "kv", { system: "etcd" });
    expect([study.runs, study.faults]).toEqual([[], []]);
  }));
