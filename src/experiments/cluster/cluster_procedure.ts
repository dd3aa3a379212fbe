/** Procedure of `cluster-scale` and `cluster-faults`: runs load against a cluster, and may inject a fault. */
import { formatDuration } from "../../record/mod.ts";
import { watchUnexpectedExits } from "../../lab/processes/unexpected_exits.ts";
import { injectAndHeal } from "./inject_and_heal.ts";
import {
  parseSchedule,
  requireCapabilities,
  requireInjectable,
  scheduleSeconds,
  toNetworkNeeds,
} from "../../lab/faults/fault_schedule.ts";
import { checkPacing } from "../../lab/load/generator_health.ts";
import { startKeyValueLoad } from "../../workloads/key_value/key_value_load.ts";
import { waitForStart } from "../../lab/load/load_events.ts";
import { toLoadValues } from "./cluster_values.ts";
import { evaluateObjectives } from "../../lab/plan/objectives.ts";
import { formatMeasurement, MeasurementCollector } from "./measurement.ts";
import { createNamespaces } from "../../lab/network/network_namespaces.ts";
import { loopback } from "../../lab/network/network.ts";
import { delay } from "../../lab/timing/delay.ts";
import { ProcessGroup } from "../../lab/processes/process_group.ts";
import { Refusals } from "../../lab/load/refusals.ts";
import { startClusterProbes } from "../../lab/probes/cluster_probes.ts";
import type {
  Procedure,
  RunContext,
  RunResult,
} from "../../lab/session/session.ts";
import type {
  Cluster,
  ClusterSystem,
  System,
} from "../../lab/system/system_under_test.ts";
import { verifyAcknowledged } from "../../workloads/key_value/read_back.ts";
import { now } from "../../lab/timing/wall_clock.ts";
import { watchLoad } from "../../lab/load/load_progress.ts";

/** Estimated time to start and stop a cluster. */
const START_AND_STOP_S = 4;

export const clusterProcedure: Procedure = {
  estimate(values) {
    const { warmup, duration, cooldown, fault, fault_duration, recovery } =
      toLoadValues(values);
    const schedule = parseSchedule(fault, fault_duration);
    const faultSeconds = schedule.length === 0
      ? 0
      : scheduleSeconds(schedule) + recovery;
    return START_AND_STOP_S + warmup + duration + faultSeconds + cooldown;
  },
  run: runClusterLoad,
};

/**
 * Starts the cluster, probes and load, injects the fault if there is one, and reads back acknowledged writes. Stops all
 * it started, also on errors and aborts.
 */
async function runClusterLoad(context: RunContext): Promise<RunResult> {
  const { recorder, signal, experiment, onProgress } = context;
  const system = toClusterSystem(context.system);
  const values = toLoadValues(context.values);
  const faults = parseSchedule(values.fault, values.fault_duration);
  const hasFault = faults.length > 0;
  requireCapabilities(system, faults);
  const { namespaces, proxies } = toNetworkNeeds(faults);
  const collector = new MeasurementCollector({ timeout: values.timeout });
  const refusals = new Refusals();

  recorder.phase("set_up");
  onProgress("set up", `${values.nodes} nodes of ${system.name}`);
  await using owned = new AsyncDisposableStack();
  const processes = owned.use(await ProcessGroup.create());
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
  const faultContext = { cluster, network, values: context.values };
  await requireInjectable(faults, faultContext);
  const { run_id } = recorder;
  const probes = owned.use(startClusterProbes({
    run_id,
    cluster,
    metricFamilies: system.metricFamilies,
    measureAvailability: hasFault,
    onSamples: (rows) => recorder.append("samples", rows),
    onEvents: (rows) => recorder.append("events", rows),
    onOperations: (rows) => recorder.append("operations", rows),
    onWarning: (code, message) => recorder.warn(code, message),
  }));
  owned.use(watchUnexpectedExits(
    cluster.nodes.flatMap(({ process }) => process ?? []),
    recorder,
  ));
  const load = owned.use(startKeyValueLoad({
    ...values,
    run_id,
    client: cluster.client,
    endpoints: cluster.nodes.map(({ endpoint }) => endpoint),
    seed: context.seed,
  }, {
    onOperations(rows) {
      collector.add(rows);
      refusals.add(rows, now());
      recorder.append("operations", rows);
    },
    onSamples: (rows) => recorder.append("samples", rows),
    onEvents: (rows) => recorder.append("events", rows),
  }));
  const runPhase = (phase: string, seconds: number) =>
    watchLoad(load, { phase, seconds, signal, onProgress });

  onProgress("set up", "starting the load");
  await waitForStart(load, { signal });
  recorder.phase("warm_up");
  await runPhase("warm up", values.warmup);
  collector.begin(recorder.phase("measure"));
  const before = load.pacing();
  await runPhase("measure", values.duration);
  collector.end(now());
  const after = load.pacing();
  warnOfGoneEndpoints(cluster, refusals, recorder);
  if (hasFault) {
    await injectAndHeal(faults, {
      ...faultContext,
      recovery: values.recovery,
      probes,
      recorder,
      runPhase,
    });
  }
  recorder.phase("cool_down");
  const acknowledged = (await load.stop()).flat();
  const { measurement } = collector;
  const late = checkPacing(values, {
    ...measurement,
    arrivals: after.arrivals - before.arrivals,
    late: after.late - before.late,
  });
  if (late !== "") recorder.warn("generator-late", late);
  if (hasFault) {
    onProgress("cool down", "reading back acknowledged writes");
    await verifyAcknowledged(acknowledged, {
      cluster,
      recorder,
      value_size: values.value_size,
    });
  }
  onProgress("cool down", formatDuration(values.cooldown));
  await delay(values.cooldown, signal);
  recorder.phase("tear_down");

  return {
    run: {
      system_version: cluster.version,
      ...evaluateObjectives({ ...measurement }, experiment.objectives),
    },
    summary: formatMeasurement(measurement),
  };
}

/** Warns of external endpoints that refuse connections; the exits of our own nodes are known otherwise. */
function warnOfGoneEndpoints(
  { nodes }: Cluster,
  refusals: Refusals,
  recorder: RunContext["recorder"],
): void {
  const external = new Set(
    nodes.flatMap(({ name, process }) => process === null ? [name] : []),
  );
  for (const { subject, since } of refusals.findGone(now())) {
    if (!external.has(subject)) continue;
    recorder.warn(
      "endpoint-gone",
      `${subject} refused every connection from ${
        new Date(since).toISOString()
      } to the end of the measured time`,
    );
  }
}

/** Throws TypeError if the system is not a cluster, which is an error of the registry of experiments. */
function toClusterSystem(system: System): ClusterSystem {
  if ("start" in system) return system as ClusterSystem;
  throw new TypeError(`Cannot run load as ${system.name} is not a cluster`);
}
