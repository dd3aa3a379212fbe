/** The part of a run in which the cluster is disturbed and healed. */
import type { Fault } from "../../lab/faults/fault_catalogue.ts";
import type { LoadValues } from "./cluster_values.ts";
import type { Network } from "../../lab/network/network.ts";
import type { Phase, Recorder } from "../../lab/recording/recorder.ts";
import type { Sampler } from "../../lab/probes/cluster_probes.ts";
import type { Cluster } from "../../lab/system/system_under_test.ts";

export interface Disturbance {
  readonly values: Pick<
    LoadValues,
    "delay" | "cpu_share" | "fault_duration" | "recovery"
  >;
  readonly cluster: Cluster;
  readonly network: Network;
  readonly sampler: Pick<Sampler, "watchCatchUp">;
  readonly recorder: Pick<Recorder, "phase" | "event">;
  /** Lets the load run on for a phase. */
  readonly spend: (phase: Phase, seconds: number) => Promise<void>;
}

/**
 * Injects a fault, holds it, heals it, and watches the recovery. The events carry the moments at which injecting and healing
 * were done; the phases begin when they were asked for. Heals on every way out, and once.
 */
export async function disturb(
  fault: Fault,
  { values, cluster, network, sampler, recorder, spend }: Disturbance,
): Promise<void> {
  const { delay, cpu_share } = values;
  recorder.phase("fault");
  const injected = await fault.inject({ cluster, network, delay, cpu_share });
  const subject = injected.nodes.map(({ name }) => name).join(",");
  recorder.event("fault", subject, fault.name);
  if (injected.note !== "") recorder.event("note", subject, injected.note);
  try {
    await spend("fault", values.fault_duration);
    recorder.phase("heal");
  } finally {
    await injected.heal();
    recorder.event("heal", subject, fault.name);
  }
  for (const node of injected.nodes) sampler.watchCatchUp(node);
  await spend("heal", values.recovery);
}
