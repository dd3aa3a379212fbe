/** All probes of one run: what its nodes, its cluster and its machine do, from now until it is disposed of. */
import type { Event, Operation, Sample } from "../../record/mod.ts";
import { AvailabilityProbe } from "./availability_probe.ts";
import { connectClient } from "../clients/connect.ts";
import { ClusterProbe } from "./cluster_probe.ts";
import { startResourceProbes } from "./resource_probes.ts";
import type { Cluster, ClusterNode } from "../system/system_under_test.ts";

export interface SamplerOptions {
  readonly run_id: string;
  readonly cluster: Cluster;
  readonly onSamples: (samples: readonly Sample[]) => void;
  readonly onEvents: (events: readonly Event[]) => void;
  readonly onOperations: (operations: readonly Operation[]) => void;
  readonly onWarning: (code: string, message: string) => void;
  /**
   * Whether to ask every node every 25 ms whether it takes a write, and every 50 ms for the leader, as recovery is measured
   * by; otherwise leader and health are asked for every other second, which costs the cluster less. @default {false}
   */
  readonly available?: boolean;
  /** Seconds from one sample to the next. @default {1} */
  readonly every?: number;
}

/** Probes at work; dispose of it before the cluster ends. */
export interface Sampler extends AsyncDisposable {
  /** Tells by an event `caught_up` when a node has all that the others have. */
  watchCatchUp(node: ClusterNode): void;
}

/** Seconds that an availability probe waits. */
const PATIENCE = 0.3;

/** Starts all probes. */
export function startSampler(options: SamplerOptions): Sampler {
  const { run_id, cluster } = options;
  const { onSamples, onEvents, onOperations, onWarning } = options;
  const { available = false, every = 1 } = options;
  const members = new ClusterProbe({
    run_id,
    cluster,
    onEvents,
    onWarning,
    leaderEvery: available ? 0.05 : 2,
    healthEvery: available ? 0.5 : 2,
  });
  const availability = available
    ? new AvailabilityProbe({
      run_id,
      onOperations,
      onWarning,
      nodes: cluster.nodes,
      connect: ({ endpoint }) =>
        connectClient(cluster.client, endpoint, { timeout: PATIENCE }),
    })
    : null;
  const resources = startResourceProbes({
    run_id,
    watched: cluster.nodes,
    onSamples,
    onWarning,
    families: null,
    more: () => members.sample(),
    every,
  });
  return {
    watchCatchUp: (node) => members.watchCatchUp(node),
    async [Symbol.asyncDispose]() {
      await Promise.all([
        resources[Symbol.asyncDispose](),
        members[Symbol.asyncDispose](),
        availability?.[Symbol.asyncDispose](),
      ]);
    },
  };
}
