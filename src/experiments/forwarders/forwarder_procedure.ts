/** Procedure of `forwarders` and `forwarder-chain`: lines through forwarders to sinks that count them, and an outage. */
import { CLUSTER, followSinks } from "../../lab/lines/sink_follower.ts";
import { defineProcedure } from "../../lab/run/define_procedure.ts";
import { startLinesLoad } from "../../workloads/lines/lines_load.ts";
import { checkValues, toKinds } from "./check_forwarding.ts";
import { setUpFidelity } from "./fidelity.ts";
import { startForwarderProbe } from "./forwarder_probe.ts";
import { makePhases } from "./forwarding_phases.ts";
import { toMarkers } from "./final_account.ts";
import { forwarderSettings } from "./forwarder_settings.ts";
import { provePath } from "./prove_path.ts";
import { startPath } from "./start_path.ts";
import { watchProcesses } from "./watch_processes.ts";

/** Estimated time to start and stop everything. */
const START_AND_STOP_S = 5;

/** Estimated time of a drain, which ends as soon as all sinks have all lines. */
const DRAIN_S = 3;

/** Estimated time to stop and start a forwarder, or its process with the buffer only. */
const RESTART_S = { buffer: 3, all: 10 };

/** Names of metrics, enough for a forwarder that distributes lines by name. */
const METRICS = 300;

/** Time from one batch of a stream to the next: shorter than any latency that matters, long enough for a full packet. */
const BATCH_PERIOD_S = 0.01;

/** Starts sinks, forwarders, probes and load, lets sinks be away, and closes the account once they have drained. */
export const forwarderProcedure = defineProcedure({
  settings: forwarderSettings,
  estimate(values) {
    checkValues(values);
    const { attribute, warmup, duration, fault, outage, recovery } = values;
    const { stop, stopped } = values;
    return START_AND_STOP_S + warmup + duration +
      (attribute === "fidelity" ? 0 : DRAIN_S) +
      (fault === "none" ? 0 : outage) +
      (stop !== "none" ? RESTART_S[stopped] : fault === "none" ? 0 : recovery);
  },
  estimateSimulation: null,
  async setUp(context) {
    const { values, system, recorder, receivers, owned, signal } = context;
    const { run_id } = recorder;
    const kinds = toKinds(system, values);
    const [first] = kinds;
    if (first && values.attribute === "fidelity") {
      return await setUpFidelity(first, context);
    }
    const path = await startPath(kinds, context);
    const { hops, sinks, stages } = path;
    const isCluster = values.topology === "cluster";
    const follower = owned.use(followSinks({
      ...{ run_id, sinks: [...hops, ...sinks], streams: values.streams },
      cluster: isCluster,
      onSamples: receivers.onSamples,
    }));
    context.onProgress("set up", "waiting for lines to reach every sink");
    const { shape } = values;
    const markers = await provePath(path, { follower, shape, signal });
    recorder.append("reported", [toMarkers(run_id, markers)]);
    owned.use(watchProcesses(context, path));
    for (const [index, { source, forwarder }] of stages.entries()) {
      const hop = hops[index];
      owned.use(startForwarderProbe({
        ...{ run_id, source, forwarder, receivers },
        sinks: (hop ? [hop] : sinks).map(({ name }) => name),
        ownDisk: values.disk_size > 0,
      }));
    }
    context.watchExits([...hops, ...sinks].map(({ process }) => process));
    const load = owned.use(startLinesLoad({
      ...values,
      run_id,
      inputs: path.inputs,
      metrics: METRICS,
      period: BATCH_PERIOD_S,
      timeout: values.send_timeout,
    }, receivers));
    const names = sinks.map(({ name }) => name);
    const complete = isCluster
      ? [CLUSTER]
      : [...hops.map(({ name }) => name), ...names];
    return {
      system_version: stages.length === 1
        ? stages[0]?.forwarder.version ?? ""
        : stages.map(({ kind, forwarder }) =>
          `${kind.name} ${forwarder.version}`
        ).join(", "),
      loads: [load],
      phases: (steps) =>
        makePhases({ context, path, follower, load, complete }, steps),
    };
  },
});
