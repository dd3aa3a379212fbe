/** Systems that are never started, and plans on them. */
import type { Experiment } from "../../src/lab/plan/experiment.ts";
import type { PlannedSystem, PlanOptions } from "../../src/lab/plan/matrix.ts";
import type { System } from "../../src/lab/system/system_under_test.ts";

export function toTestSystem(
  name: string,
  options: Partial<System> = {},
): System {
  return {
    name,
    title: name,
    mode: "simulated",
    can: [],
    metricFamilies: [],
    programs: [],
    settings: {},
    parameters: {},
    identifying: [],
    sizes: () => [],
    ...options,
  };
}

export function toTestPlannedSystem(
  name: string,
  experiment: Experiment,
  options: Partial<PlannedSystem> = {},
): PlannedSystem {
  return {
    ...{ name, label: name, experiment, overrides: {}, refusal: () => "" },
    ...options,
  };
}

/** Options of a plan on systems without settings of their own. */
export function toTestPlanOptions(
  experiment: Experiment,
  names: readonly string[],
  options: Partial<PlanOptions> = {},
): PlanOptions {
  return {
    systems: names.map((name) => toTestPlannedSystem(name, experiment)),
    overrides: {},
    repetitions: 0,
    seed: 1,
    ...options,
  };
}
