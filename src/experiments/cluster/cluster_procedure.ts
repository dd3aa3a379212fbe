/** Procedure of `cluster-scale` and `cluster-faults`: runs load against a cluster, and may inject a fault. */
import {
  parseSchedule,
  requireCapabilities,
  requireInjectable,
  scheduleSeconds,
  toNetworkNeeds,
} from "../../lab/faults/fault_schedule.ts";
import { Refusals } from "../../lab/load/refusals.ts";
import { loopback } from "../../lab/network/network.ts";
import { createNamespaces } from "../../lab/network/network_namespaces.ts";
import { startClusterProbes } from "../../lab/probes/cluster_probes.ts";
import { defineProcedure } from "../../lab/run/define_procedure.ts";
import type {
  ClusterSystem,
  System,
} from "../../lab/system/system_under_test.ts";
import { now } from "../../lab/timing/wall_clock.ts";
import { startKeyValueLoad } from "../../workloads/key_value/key_value_load.ts";
import { describeSockets } from "../../workloads/key_value/polled_requests.ts";
import { verifyAcknowledged } from "../../workloads/key_value/read_back.ts";
import { faultSettings } from "./fault_settings.ts";
import { injectAndHeal } from "./inject_and_heal.ts";
import { checkLoad, loadSettings } from "./load_settings.ts";
import { warnOfGoneEndpoints, warnOfLateness } from "./load_warnings.ts";

/** Estimated time to start and stop a cluster. */
const START_AND_STOP_S = 4;

/** Starts the cluster, probes and load, injects the fault if there is one, and reads back acknowledged writes. */
export const clusterProcedure = defineProcedure({
  settings: { ...loadSettings, ...faultSettings },
  estimate(values) {
    checkLoad(values);
    const { warmup, duration, cooldown, fault, fault_duration, recovery } =
      values;
    const schedule = parseSchedule(fault, fault_duration);
    const faultSeconds = schedule.length === 0
      ? 0
      : scheduleSeconds(schedule) + recovery;
    return START_AND_STOP_S + warmup + duration + faultSeconds + cooldown;
  },
  estimateSimulation: null,
  async setUp(context) {
    const { values, recorder, receivers, owned, processes, signal } = context;
    const { run_id } = recorder;
    const system = toClusterSystem(context.system);
    const faults = parseSchedule(values.fault, values.fault_duration);
    const hasFault = faults.length > 0;
    requireCapabilities(system, faults);
    const { namespaces, proxies } = toNetworkNeeds(faults);
    context.onProgress("set up", `${values.nodes} nodes of ${system.name}`);
    const network = namespaces
      ? owned.use(await createNamespaces(values.nodes, { processes }))
      : loopback;
    const cluster = await system.start({
      nodes: values.nodes,
      settings: context.systemSettings,
      processes,
      network,
      proxied: proxies,
      signal,
    });
    for (const { peerProxy } of cluster.nodes) {
      if (peerProxy) owned.use(peerProxy);
    }
    const faultContext = { cluster, network, values };
    await requireInjectable(faults, faultContext);
    const probes = owned.use(startClusterProbes({
      ...receivers,
      run_id,
      cluster,
      metricFamilies: system.metricFamilies,
      measureAvailability: hasFault,
    }));
    context.watchExits(cluster.nodes.flatMap(({ process }) => process ?? []));
    const refusals = new Refusals();
    const targets = {
      client: cluster.client,
      endpoints: cluster.nodes.map(({ endpoint }) => endpoint),
    };
    recorder.event("remark", "sockets", describeSockets(targets));
    const load = owned.use(startKeyValueLoad({
      ...values,
      run_id,
      ...targets,
      seed: context.seed,
    }, {
      ...receivers,
      onOperations(rows) {
        refusals.add(rows, now());
        receivers.onOperations(rows);
      },
    }));
    return {
      system_version: cluster.version,
      loads: [load],
      async phases({ runPhase, wait, coolDown }) {
        await runPhase("warm_up", values.warmup);
        const before = load.pacing();
        await runPhase("measure", values.duration);
        warnOfLateness(before, load.pacing(), recorder);
        warnOfGoneEndpoints(cluster, refusals, recorder);
        if (hasFault) {
          await injectAndHeal(faults, {
            ...faultContext,
            recovery: values.recovery,
            ...{ probes, recorder, runPhase: wait },
          });
        }
        await coolDown(values.cooldown, async () => {
          if (!hasFault) return;
          context.onProgress("cool down", "reading back acknowledged writes");
          await verifyAcknowledged((await load.stop()).flat(), {
            cluster,
            recorder,
            value_size: values.value_size,
          });
        });
      },
    };
  },
});

/** Throws TypeError if the system is not a cluster, which is an error of the registry of experiments. */
function toClusterSystem(system: System): ClusterSystem {
  if ("start" in system) return system as ClusterSystem;
  throw new TypeError(`Cannot run load as ${system.name} is not a cluster`);
}
