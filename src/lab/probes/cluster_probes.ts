/** Starts all probes of a run: availability, leader and health, and resources of nodes and machine. */
import type { Event, Operation, Sample } from "../../record/mod.ts";
import { type Access, plainAccess } from "../clients/access.ts";
import { AvailabilityProbe } from "./availability_probe.ts";
import { connectClient } from "../clients/connect.ts";
import { ClusterProbe } from "./cluster_probe.ts";
import { startResourceProbes } from "./resource_probes.ts";
import type {
  Cluster,
  ClusterNode,
  NodeGroup,
} from "../system/system_under_test.ts";

export interface ClusterProbesOptions {
  readonly run_id: string;
  readonly cluster: Cluster | NodeGroup;
  /** See `System.metricFamilies`. */
  readonly metricFamilies: readonly string[];
  readonly onSamples: (samples: readonly Sample[]) => void;
  readonly onEvents: (events: readonly Event[]) => void;
  readonly onOperations: (operations: readonly Operation[]) => void;
  readonly onWarning: (code: string, message: string) => void;
  /**
   * True to measure recovery: probes every node of a key-value store by a write every 25 ms, and polls the leader every
   * 50 ms. Otherwise
   * polls leader and health every 2 s, which costs the cluster less. @default {false}
   */
  readonly measureAvailability?: boolean;
  /** Sampling interval in seconds. @default {1} */
  readonly every?: number;
  /** How the pages of metrics are reached. @default {plainAccess} */
  readonly access?: Access;
}

/** Running probes; dispose before the cluster ends. */
export interface ClusterProbes extends AsyncDisposable {
  /** Emits an event `caught_up` when a node has caught up with the others. */
  watchCatchUp(node: ClusterNode): void;
}

const PROBE_TIMEOUT_S = 0.3;

/** Starts all probes. */
export function startClusterProbes(
  options: ClusterProbesOptions,
): ClusterProbes {
  const { run_id, cluster } = options;
  const { onSamples, onEvents, onOperations, onWarning } = options;
  const { measureAvailability = false, every = 1 } = options;
  const { access = plainAccess } = options;
  const state = new ClusterProbe({
    run_id,
    cluster,
    onEvents,
    onWarning,
    leaderEvery: measureAvailability ? 0.05 : 2,
    healthEvery: measureAvailability ? 0.5 : 2,
  });
  const client = "client" in cluster ? cluster.client : null;
  const availability = measureAvailability && client !== null
    ? new AvailabilityProbe({
      run_id,
      onOperations,
      onWarning,
      nodes: cluster.nodes,
      connect: ({ endpoint }) =>
        connectClient(client, endpoint, { timeout: PROBE_TIMEOUT_S }),
    })
    : null;
  const resources = startResourceProbes({
    run_id,
    watched: cluster.nodes,
    onSamples,
    onWarning,
    metricFamilies: options.metricFamilies,
    more: () => state.sample(),
    ...{ every, access },
  });
  return {
    watchCatchUp: (node) => state.watchCatchUp(node),
    async [Symbol.asyncDispose]() {
      await Promise.all([
        resources[Symbol.asyncDispose](),
        state[Symbol.asyncDispose](),
        availability?.[Symbol.asyncDispose](),
      ]);
    },
  };
}
