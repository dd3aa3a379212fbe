/** A run that drives load at a cluster, and may disturb it: the procedure of `cluster-scale` and `cluster-faults`. */
import { formatDuration } from "../../record/mod.ts";
import { watchDeaths } from "../../lab/processes/unexpected_exits.ts";
import { disturb } from "./inject_and_heal.ts";
import { toFault } from "../../lab/faults/fault_catalogue.ts";
import { judgePacing } from "../../lab/load/generator_health.ts";
import { startLoad } from "../../workloads/key_value/key_value_load.ts";
import { waitForBegin } from "../../lab/load/load_events.ts";
import { toLoadValues } from "./cluster_values.ts";
import { judge } from "../../lab/plan/objectives.ts";
import { formatMeasurement, Measured } from "./measurement.ts";
import { createNamespaces } from "../../lab/network/network_namespaces.ts";
import { loopback } from "../../lab/network/network.ts";
import { pause } from "../../lab/timing/delay.ts";
import { ProcessGroup } from "../../lab/processes/process_group.ts";
import { Refusals } from "../../lab/load/refusals.ts";
import { startSampler } from "../../lab/probes/cluster_probes.ts";
import type { Ended, Procedure, RunContext } from "../../lab/session/session.ts";
import type { Cluster, ClusterSystem, System } from "../../lab/system/system_under_test.ts";
import { UnavailableError } from "../../lab/processes/unavailable.ts";
import { verifyAcknowledged } from "../../workloads/key_value/read_back.ts";
import { now } from "../../lab/timing/wall_clock.ts";
import { watchLoad } from "../../lab/load/load_progress.ts";

/** Seconds that starting and ending a cluster take, about. */
const AROUND = 4;

export const loadProcedure: Procedure = {
  estimate(values) {
    const { warmup, duration, cooldown, fault, fault_duration, recovery } =
      toLoadValues(values);
    const disturbed = fault === "none" ? 0 : fault_duration + recovery;
    return AROUND + warmup + duration + disturbed + cooldown;
  },
  run: driveLoad,
};

/**
 * Sets up the cluster, drives load at it, samples it all the while, disturbs it if asked, reads back what was acknowledged,
 * and ends all it started on every way out.
 */
async function driveLoad(context: RunContext): Promise<Ended> {
  const { recorder, signal, experiment, onProgress } = context;
  const system = toClusterSystem(context.system);
  const values = toLoadValues(context.values);
  const fault = toFault(values.fault);
  const disturbed = fault.name !== "none";
  const measured = new Measured({ timeout: values.timeout });
  const refusals = new Refusals();

  recorder.phase("set_up");
  onProgress("set up", `${values.nodes} nodes of ${system.name}`);
  await using owned = new AsyncDisposableStack();
  const processes = owned.use(await ProcessGroup.create());
  const network = fault.needs === "namespaces"
    ? owned.use(await createNamespaces(values.nodes, { processes }))
    : loopback;
  const cluster = await system.start({
    nodes: values.nodes,
    settings: context.systemSettings,
    processes,
    network,
    proxied: fault.needs === "proxy",
    signal,
  });
  for (const { link } of cluster.nodes) if (link) owned.use(link);
  const reason = await fault.available(cluster, network);
  if (reason !== "") {
    throw new UnavailableError(`Cannot do ${fault.name} as ${reason}`);
  }
  const { run_id } = recorder;
  const sampler = owned.use(startSampler({
    run_id,
    cluster,
    available: disturbed,
    onSamples: (rows) => recorder.append("samples", rows),
    onEvents: (rows) => recorder.append("events", rows),
    onOperations: (rows) => recorder.append("operations", rows),
    onWarning: (code, message) => recorder.warn(code, message),
  }));
  owned.use(watchDeaths(
    cluster.nodes.flatMap(({ process }) => process ?? []),
    recorder,
  ));
  const load = owned.use(startLoad({
    ...values,
    run_id,
    client: cluster.client,
    endpoints: cluster.nodes.map(({ endpoint }) => endpoint),
    seed: context.seed,
  }, {
    onOperations(rows) {
      measured.add(rows);
      refusals.add(rows, now());
      recorder.append("operations", rows);
    },
    onSamples: (rows) => recorder.append("samples", rows),
    onEvents: (rows) => recorder.append("events", rows),
  }));
  const spend = (phase: string, seconds: number) =>
    watchLoad(load, { phase, seconds, signal, onProgress });

  onProgress("set up", "the load begins");
  await waitForBegin(load, { signal });
  recorder.phase("warm_up");
  await spend("warm up", values.warmup);
  measured.begin(recorder.phase("measure"));
  const before = load.pacing();
  await spend("measure", values.duration);
  measured.end(now());
  const after = load.pacing();
  warnOfGone(cluster, refusals, recorder);
  if (disturbed) {
    await disturb(fault, {
      values,
      cluster,
      network,
      sampler,
      recorder,
      spend,
    });
  }
  recorder.phase("cool_down");
  await load.stop();
  const { measurement } = measured;
  const late = judgePacing(values, {
    ...measurement,
    arrivals: after.arrivals - before.arrivals,
    late: after.late - before.late,
  });
  if (late !== "") recorder.warn("generator-late", late);
  if (disturbed) {
    onProgress("cool down", "reading back what was acknowledged");
    await verifyAcknowledged(load.acknowledged, {
      cluster,
      recorder,
      value_size: values.value_size,
    });
  }
  onProgress("cool down", formatDuration(values.cooldown));
  await pause(values.cooldown, signal);
  recorder.phase("tear_down");

  return {
    run: {
      system_version: cluster.version,
      ...judge({ ...measurement }, experiment.objectives),
    },
    summary: formatMeasurement(measurement),
  };
}

/** Of our own nodes we know that they ended; of somebody else's only that they refuse. */
function warnOfGone(
  { nodes }: Cluster,
  refusals: Refusals,
  recorder: RunContext["recorder"],
): void {
  const foreign = new Set(
    nodes.flatMap(({ name, process }) => process === null ? [name] : []),
  );
  for (const { subject, since } of refusals.gone(now())) {
    if (!foreign.has(subject)) continue;
    recorder.warn(
      "endpoint-gone",
      `${subject} refused every connection from ${
        new Date(since).toISOString()
      } to the end of the measured time`,
    );
  }
}

/** Throws TypeError for a system that is no cluster: the registry paired it with a procedure that cannot drive it. */
function toClusterSystem(system: System): ClusterSystem {
  if ("start" in system) return system as ClusterSystem;
  throw new TypeError(`Cannot drive load as ${system.name} is no cluster`);
}
