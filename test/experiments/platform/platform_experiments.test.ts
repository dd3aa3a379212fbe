import { expect, test } from "vitest";
import { experiments, toRunnable } from "../../../src/experiments/mod.ts";
import { platformFaults } from "../../../src/experiments/platform/platform_settings.ts";
import { planRuns } from "../../../src/lab/plan/matrix.ts";
import { toTestPlanOptions } from "../../testing/systems.ts";

/** Cases of a preset, without the system. */
function casesOf(name: string): string[] {
  const { experiment, preset } = toRunnable(name);
  return planRuns(
    experiment.presets[preset]!,
    toTestPlanOptions(experiment, ["x"], { repetitions: 1 }),
  ).planned.map(({ case_id }) => case_id).toSorted();
}

test("platform-push/scales is the plan's four scales", () => {
  const cells = casesOf("platform-push/scales")
    .map((id) => Number(/ cells=(\d+)/.exec(id)?.[1]));
  expect(cells.toSorted((a, b) => a - b)).toEqual([10, 20, 50, 100]);
});

test("platform-failures/all has every fault, and platform-fezzik/classic Fezzik's sizes", () => {
  expect(casesOf("platform-failures/all")).toHaveLength(platformFaults.length);
  expect(casesOf("platform-fezzik/classic")).toHaveLength(4);
});

test("every experiment on platforms has the presets quick and custom, of one case a kind of work", () => {
  const names = experiments.map(({ experiment }) => experiment.name)
    .filter((name) => name.startsWith("platform-"));
  expect(names).toHaveLength(6);
  for (const name of names) {
    for (const preset of ["quick", "custom"]) {
      const cases = casesOf(`${name}/${preset}`);
      expect(cases.length).toBeLessThanOrEqual(
        name === "platform-fezzik" ? 2 : 1,
      );
    }
  }
});
