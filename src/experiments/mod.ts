/**
 * Experiments, floor 4: thin declarations of what is asked, each with its procedure. That of clusters is in the lab; that of the
 * monitoring stack (`monitoring_procedure.ts`) joins parts of the lab, of systems and of the analysis, by which it judges.
 */
import { loadProcedure } from "./cluster/cluster_procedure.ts";
import type { Experiment, Procedure } from "../lab/mod.ts";
import { nearest, UsageError } from "../record/mod.ts";
import { clusterFaults } from "./cluster/cluster_faults.ts";
import { clusterScale } from "./cluster/cluster_scale.ts";
import { monitoringLoad } from "./monitoring/monitoring_load.ts";
import { monitoringProcedure } from "./monitoring/monitoring_procedure.ts";

export { judgeAgain } from "./judge_again.ts";

export interface Runnable {
  readonly experiment: Experiment;
  readonly procedure: Procedure;
}

/** Every experiment that can be run. */
export const experiments: readonly Runnable[] = [
  { experiment: clusterScale, procedure: loadProcedure },
  { experiment: clusterFaults, procedure: loadProcedure },
  { experiment: monitoringLoad, procedure: monitoringProcedure },
];

/** The experiment and preset that `name/preset` names. Throws `UsageError` with the nearest and all known names. */
export function toRunnable(name: string): Runnable & { preset: string } {
  const [first = "", preset = ""] = name.split("/");
  const found = experiments.find(({ experiment }) => experiment.name === first);
  if (!found) {
    throw new UsageError(
      `Cannot run '${name}' as ${
        nearest(first, experiments.map(({ experiment }) => experiment.name))
      }`,
    );
  }
  const presets = Object.keys(found.experiment.presets);
  if (!presets.includes(preset)) {
    throw new UsageError(
      `Cannot run '${name}' as a preset must be named; ${
        nearest(preset, presets)
      }`,
    );
  }
  return { ...found, preset };
}
