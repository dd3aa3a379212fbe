import { expect, test } from "vitest";
import { experiments, toRunnable } from "../../src/experiments/mod.ts";
import { planRuns } from "../../src/lab/mod.ts";
import { systemsFor } from "../../src/systems/mod.ts";
import { toTestPlanOptions } from "../testing/systems.ts";

test("experiments: every preset of every experiment can be planned and estimated", () => {
  for (const { experiment, procedure } of experiments) {
    for (const preset of Object.values(experiment.presets)) {
      const [system] = systemsFor(experiment);
      const { planned } = planRuns(
        preset,
        toTestPlanOptions(experiment, [system?.name ?? ""]),
      );
      expect(planned.length).toBeGreaterThan(0);
      for (const { values } of planned) {
        const { seconds, simulated } = procedure.estimate(values, system!);
        expect(seconds).toBeGreaterThan(Number(values.duration ?? 0));
        expect(simulated !== null).toBe(system?.mode === "simulated");
      }
    }
  }
});

test("cluster-scale/full has the walkthrough's 48 cases", () => {
  const { experiment, preset } = toRunnable("cluster-scale/full");
  const { planned } = planRuns(
    experiment.presets[preset]!,
    toTestPlanOptions(experiment, ["etcd"]),
  );
  expect(planned).toHaveLength(48);
  expect(new Set(planned.map(({ case_id }) => case_id)).size).toBe(48);
  expect(planned.map(({ case_id }) => case_id))
    .toContain("etcd nodes=7 workers=100 value_size=16384");
});

test("cluster-scale/quick is three nodes, 25 workers, 1 KiB, 70 % writes, a minute", () => {
  const { experiment } = toRunnable("cluster-scale/quick");
  const { planned: [run] } = planRuns(
    experiment.presets.quick!,
    toTestPlanOptions(experiment, ["kv"]),
  );
  expect(run?.values).toMatchObject({
    nodes: 3,
    workers: 25,
    value_size: 1024,
    read_share: 0.3,
    duration: 60,
  });
});

test("toRunnable() lists known names, and suggests the nearest", () => {
  expect(() => toRunnable("cluster-scael/quick")).toThrow(
    "did you mean 'cluster-scale'?",
  );
  expect(() => toRunnable("cluster-scale")).toThrow(
    "a preset must be named; it must be one of quick, full, stress",
  );
  expect(() => toRunnable("cluster-faults/kill-leadre")).toThrow(
    "did you mean 'kill-leader'?",
  );
});
