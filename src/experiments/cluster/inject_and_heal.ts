/** Phases `fault` and `heal` of a cluster run. */
import type { Fault } from "../../lab/faults/fault_catalogue.ts";
import { type Phase, toEvent } from "../../record/mod.ts";
import type { LoadValues } from "./cluster_values.ts";
import { timestamp } from "../../lab/timing/wall_clock.ts";
import type { Network } from "../../lab/network/network.ts";
import type { Recorder } from "../../lab/recording/recorder.ts";
import type { ClusterProbes } from "../../lab/probes/cluster_probes.ts";
import type { Cluster } from "../../lab/system/system_under_test.ts";

export interface InjectionContext {
  readonly values: Pick<
    LoadValues,
    "delay" | "cpu_share" | "fault_duration" | "recovery"
  >;
  readonly cluster: Cluster;
  readonly network: Network;
  readonly probes: Pick<ClusterProbes, "watchCatchUp">;
  readonly recorder: Pick<
    Recorder,
    "run_id" | "append" | "phase" | "event"
  >;
  /** Keeps the load running for the seconds of a phase. */
  readonly runPhase: (phase: Phase, seconds: number) => Promise<void>;
}

/**
 * Injects a fault, keeps it for its duration, heals it, and watches the recovery. Events have the times at which
 * injection and healing were complete; phases begin when each is requested. Heals exactly once, also on errors and
 * aborts.
 */
export async function injectAndHeal(
  fault: Fault,
  { values, cluster, network, probes, recorder, runPhase }: InjectionContext,
): Promise<void> {
  const { delay, cpu_share } = values;
  recorder.phase("fault");
  const injected = await fault.inject({ cluster, network, delay, cpu_share });
  const subject = injected.nodes.map(({ name }) => name).join(",");
  recorder.append("events", [
    toEvent({
      run_id: recorder.run_id,
      at: timestamp(),
      kind: "fault",
      subject,
      detail: fault.name,
      data: { title: fault.title },
    }),
  ]);
  if (injected.note !== "") recorder.event("note", subject, injected.note);
  try {
    await runPhase("fault", values.fault_duration);
    recorder.phase("heal");
  } finally {
    await injected.heal();
    recorder.event("heal", subject, fault.name);
  }
  for (const node of injected.nodes) probes.watchCatchUp(node);
  await runPhase("heal", values.recovery);
}
