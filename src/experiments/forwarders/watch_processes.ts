/** Samples the resources of every process of a run, and of the machine. */
import { startResourceProbes } from "../../lab/probes/resource_probes.ts";
import type { ForwarderContext, LinePath } from "./start_path.ts";

const PROBE_EVERY_S = 0.5;

/** Samples until disposed of. The process with the buffer has the source of its forwarder, all others their names. */
export function watchProcesses(
  { recorder: { run_id }, receivers }: ForwarderContext,
  { stages, hops, sinks }: Pick<LinePath, "stages" | "hops" | "sinks">,
): AsyncDisposable {
  const ofForwarders = stages.flatMap(({ source, forwarder }) =>
    forwarder.processes.map((process) => ({
      name: process === forwarder.main ? source : process.name,
      process,
    }))
  );
  return startResourceProbes({
    ...receivers,
    run_id,
    watched: [...ofForwarders, ...hops, ...sinks].map(({ name, process }) => ({
      ...{ name, process, metrics: "" },
    })),
    metricFamilies: [],
    more: () => [],
    every: PROBE_EVERY_S,
  });
}
