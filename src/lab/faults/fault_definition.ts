/** Defines faults: the selection of target nodes, injection into each, and healing. */
import type { Network } from "../network/network.ts";
import type { Cluster, ClusterNode } from "../system/system_under_test.ts";
import { throttleUnavailableReason } from "../limits/cpu_throttle.ts";
import { UnavailableError } from "../processes/unavailable.ts";

/** The cluster that a fault is injected into, and the severity. */
export interface FaultContext {
  readonly cluster: Cluster;
  readonly network: Network;
  /** Seconds that `slow-link` adds in each direction. */
  readonly delay: number;
  /** Processor limit of the node under `slow-node`; 1 = one core. */
  readonly cpu_share: number;
}

/** An active fault. */
export interface Injected {
  /** Affected nodes. */
  readonly nodes: readonly ClusterNode[];
  /** Remark, such as that there was no leader; empty for none. */
  readonly note: string;
  /** Heals the fault. Restarted nodes need not have caught up when this resolves. */
  heal(): Promise<void>;
}

/** Precondition: an own process, node replacement, cgroups, a proxy per node, or a network namespace per node. */
export type Requirement =
  | "nothing"
  | "process"
  | "replacement"
  | "cgroup"
  | "proxy"
  | "namespaces";

/** Target nodes: the leader, the node after it, or a majority: the leader and as many nodes after it as needed. */
export type TargetRole = "none" | "leader" | "follower" | "majority";

export interface Fault {
  readonly name: string;
  readonly title: string;
  /** For `namespaces` or `proxy` the cluster must be started with them. */
  readonly needs: Requirement;
  /** Returns the reason why it cannot be injected into this cluster; empty if it can. */
  unavailableReason(cluster: Cluster, network: Network): Promise<string>;
  /** Injects the fault and resolves when it is active. Throws `UnavailableError` if it cannot be injected. */
  inject(context: FaultContext): Promise<Injected>;
}

/** Heals one node. */
export type Heal = () => Promise<void>;

/** One target node and its index in the cluster. */
export interface FaultTarget extends FaultContext {
  readonly node: ClusterNode;
  readonly index: number;
}

export interface FaultSpec {
  readonly name: string;
  readonly title: string;
  readonly needs: Requirement;
  readonly targets: TargetRole;
  /** Injects the fault into one node. */
  readonly inject: (target: FaultTarget) => Promise<Heal>;
}

/** Returns a fault that injects into each target node. If one node fails, the others are healed. */
export function defineFault({ targets, inject, ...spec }: FaultSpec): Fault {
  const unavailableReason = (cluster: Cluster, network: Network) =>
    findUnavailableReason(cluster, { network, targets, needs: spec.needs });
  return {
    ...spec,
    unavailableReason,
    async inject(context) {
      const { cluster, network } = context;
      const reason = await unavailableReason(cluster, network);
      if (reason !== "") {
        throw new UnavailableError(`Cannot do ${spec.name} as ${reason}`);
      }
      const { indexes, note } = await selectTargets(cluster, targets);
      const nodes = indexes.flatMap((index) => cluster.nodes[index] ?? []);
      const results = await Promise.allSettled(
        nodes.map((node, i) =>
          inject({ ...context, node, index: indexes[i] ?? 0 })
        ),
      );
      const heals = results.flatMap((result) =>
        result.status === "fulfilled" ? [result.value] : []
      );
      const heal = async () => {
        await Promise.all(heals.map((healNode) => healNode()));
      };
      const failed = results.find((result) => result.status === "rejected");
      if (failed) {
        await heal();
        throw failed.reason;
      }
      return {
        nodes,
        note: [note, replacementNote(cluster, spec.needs)]
          .filter((text) => text !== "").join("; "),
        heal,
      };
    },
  };
}

async function findUnavailableReason(
  { nodes, replacement }: Cluster,
  { network, targets, needs }: {
    readonly network: Network;
    readonly targets: TargetRole;
    readonly needs: Requirement;
  },
): Promise<string> {
  if (targets === "follower" && nodes.length < 2) {
    return "a cluster of one has no follower";
  }
  const needsProcess = ["process", "replacement", "cgroup"].includes(needs);
  const external = nodes.find(({ process }) => process === null);
  if (needsProcess && external) {
    return `${external.name} was started by somebody else`;
  }
  if (needs === "replacement" && typeof replacement === "string") {
    return replacement;
  }
  if (needs === "proxy" && nodes.some(({ peerProxy }) => peerProxy === null)) {
    return "peers do not reach one another through proxies here";
  }
  if (needs === "namespaces") {
    if (nodes.length < 2) return "a cluster of one has no peers";
    if (!network.isolate || !network.rejoin) {
      return "nodes have no network namespace each";
    }
  }
  return needs === "cgroup" ? await throttleUnavailableReason() : "";
}

function replacementNote({ replacement }: Cluster, needs: Requirement): string {
  return needs === "replacement" && typeof replacement !== "string"
    ? replacement.note
    : "";
}

/** Returns the indexes of the target nodes. Without a leader the first node takes its place. */
async function selectTargets(
  cluster: Cluster,
  targets: TargetRole,
): Promise<{ readonly indexes: readonly number[]; readonly note: string }> {
  const { length } = cluster.nodes;
  if (targets === "none") return { indexes: [], note: "" };
  const leader = await cluster.leader();
  const leaderIndex = cluster.nodes.findIndex(({ name }) => name === leader);
  const first = Math.max(0, leaderIndex);
  const note = leaderIndex === -1
    ? `no node led, so ${cluster.nodes[0]?.name} was taken for the leader`
    : "";
  const count = targets === "majority" ? Math.floor(length / 2) + 1 : 1;
  const start = targets === "follower" ? first + 1 : first;
  return {
    indexes: Array.from({ length: count }, (_, i) => (start + i) % length),
    note,
  };
}
