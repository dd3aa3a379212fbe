/**
 * Registry of experiments: declarations, each with its procedure, which joins parts of the lab, systems and workloads,
 * and with the analysis that measures its runs.
 */
import type { MeasureRun } from "../analysis/validity/judge_run.ts";
import { clusterProcedure } from "./cluster/cluster_procedure.ts";
import { controlPlane } from "./control_plane/control_plane.ts";
import { controlPlaneProcedure } from "./control_plane/control_plane_procedure.ts";
import type { Experiment, Procedure } from "../lab/mod.ts";
import { nearest, UsageError } from "../record/mod.ts";
import { clusterFaults } from "./cluster/cluster_faults.ts";
import { clusterScale } from "./cluster/cluster_scale.ts";
import { forwarderChain } from "./forwarders/forwarder_chain.ts";
import { forwarderProcedure } from "./forwarders/forwarder_procedure.ts";
import { forwarders } from "./forwarders/forwarders.ts";
import {
  measureControlPlane,
  measureForwarding,
  measureLoad,
  measureMonitoringRun,
  measurePlatform,
} from "./measures.ts";
import { monitoringLoad } from "./monitoring/monitoring_load.ts";
import { monitoringProcedure } from "./monitoring/monitoring_procedure.ts";
import {
  disturbanceProcedure,
  platformRecovery,
} from "./platform/platform_recovery.ts";
import { platformFailures } from "./platform/platform_failures.ts";
import { fezzikProcedure, platformFezzik } from "./platform/platform_fezzik.ts";
import { platformPush, pushProcedure } from "./platform/platform_push.ts";
import { platformSmoke, smokeProcedure } from "./platform/platform_smoke.ts";
import { platformSoak, soakProcedure } from "./platform/platform_soak.ts";

export { reevaluateRuns } from "./reevaluate_runs.ts";

export interface Runnable {
  readonly experiment: Experiment;
  readonly procedure: Procedure;
  readonly measure: MeasureRun;
}

/** Every experiment that can be run. */
export const experiments: readonly Runnable[] = [
  {
    experiment: clusterScale,
    procedure: clusterProcedure,
    measure: measureLoad,
  },
  {
    experiment: clusterFaults,
    procedure: clusterProcedure,
    measure: measureLoad,
  },
  {
    experiment: monitoringLoad,
    procedure: monitoringProcedure,
    measure: measureMonitoringRun,
  },
  {
    experiment: forwarders,
    procedure: forwarderProcedure,
    measure: measureForwarding,
  },
  {
    experiment: forwarderChain,
    procedure: forwarderProcedure,
    measure: measureForwarding,
  },
  {
    experiment: platformSmoke,
    procedure: smokeProcedure,
    measure: measurePlatform,
  },
  {
    experiment: platformPush,
    procedure: pushProcedure,
    measure: measurePlatform,
  },
  {
    experiment: platformFezzik,
    procedure: fezzikProcedure,
    measure: measurePlatform,
  },
  {
    experiment: platformSoak,
    procedure: soakProcedure,
    measure: measurePlatform,
  },
  {
    experiment: platformRecovery,
    procedure: disturbanceProcedure,
    measure: measurePlatform,
  },
  {
    experiment: platformFailures,
    procedure: disturbanceProcedure,
    measure: measurePlatform,
  },
  {
    experiment: controlPlane,
    procedure: controlPlaneProcedure,
    measure: measureControlPlane,
  },
];

/** Finds an experiment and preset by `name/preset`. Throws `UsageError`, with the nearest and all names, if unknown. */
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
