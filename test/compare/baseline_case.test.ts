import { expect, test } from "vitest";
import { toBaselineCase } from "../../src/compare/baseline_case.ts";
import { experiments } from "../../src/experiments/mod.ts";
import { toSystem } from "../../src/systems/mod.ts";
import { toComparedRun } from "../testing/compared_runs.ts";

const experiment =
  experiments.find(({ experiment }) => experiment.name === "cluster-scale")!
    .experiment;
const options = { text: "main", experiment, systemOf: toSystem };

const run = toComparedRun("r1", {
  experiment: "cluster-scale",
  case_id: "etcd nodes=3 workers=10",
  mode: "real",
  factors: {
    ...{ nodes: "3", workers: "10", duration: "60", seed: "1" },
    ...{ etcd_pre_vote: "on", system_version: "3.4", unknown: "x" },
  },
});

test("toBaselineCase() has what identifies the case, as --set takes it, and no durations", () => {
  expect(toBaselineCase([run], options)).toEqual({
    system: "etcd",
    system_version: "3.4",
    set: { nodes: "3", workers: "10", pre_vote: "on" },
  });
});

test.each([
  [[], "none of its runs counts"],
  [[{ ...run, experiment: "kv" }], "run r1 is of experiment kv, not of"],
  [[run, { ...run, case_id: "etcd nodes=5" }], "it has 2 cases; name one"],
  [[{ ...run, mode: "imported" as const }], "its runs are imported"],
  [[{ ...run, system: "oracle" }], "Cannot run on 'oracle'"],
])("toBaselineCase() of %j is refused", (runs, message) => {
  expect(() => toBaselineCase(runs, options)).toThrow(message);
});
