import { expect, test } from "vitest";
import { clusterScale } from "../../../src/experiments/cluster/cluster_scale.ts";
import {
  declaredFor,
  settingChoices,
} from "../../../src/run_report/facts/declared.ts";
import { toTestParam, toTestRun } from "../../testing/records.ts";

test("declaredFor() knows the experiments of this version, and no import", () => {
  const run = toTestRun("r", { experiment: "cluster-scale", mode: "real" });
  expect(declaredFor(run)?.experiment.name).toBe("cluster-scale");
  expect(declaredFor({ ...run, mode: "imported" })).toBe(null);
  expect(declaredFor({ ...run, experiment: "removed" })).toBe(null);
});

test("settingChoices() says who chose what is not the default", () => {
  const run = toTestRun("r", {
    system: "etcd",
    params: [
      toTestParam("nodes", 7),
      toTestParam("workers", 100),
      toTestParam("value_size", 1024),
      toTestParam("etcd_pre_vote", "on"),
      toTestParam("etcd_quota", "2"),
      toTestParam("seed", 3),
      toTestParam("set", '{"workers":"100","pre_vote":"on"}'),
    ],
  });
  expect(
    settingChoices(run, clusterScale)
      .map(({ param, standard, chosen }) => [param.key, standard, chosen]),
  ).toEqual([
    ["nodes", "3", "preset"],
    ["workers", "25", "--set"],
    ["value_size", "1024", ""],
    ["etcd_pre_vote", "off", "--set"],
    ["etcd_quota", null, ""],
  ]);
});

test("settingChoices() of an import names no default, whatever its params are called", () => {
  const run = toTestRun("r", {
    params: [toTestParam("__proto__", 1), toTestParam("set", "not JSON")],
  });
  expect(settingChoices(run, null)).toMatchObject([
    { standard: null, chosen: "" },
  ]);
  expect(settingChoices(run, clusterScale)).toMatchObject([
    { standard: null, chosen: "" },
  ]);
});
