/** What a fault is, and which nodes it hits. */
import type { Network } from "../network/network.ts";
import type { Cluster, ClusterNode } from "../system/system_under_test.ts";
import { throttleAvailable } from "../limits/cpu_throttle.ts";
import { UnavailableError } from "../processes/unavailable.ts";

/** What a fault is done to, and how badly. */
export interface FaultContext {
  readonly cluster: Cluster;
  readonly network: Network;
  /** Seconds added each way by `slow-link`. */
  readonly delay: number;
  /** Cores left to the node by `slow-node`; 1 = one core. */
  readonly cpu_share: number;
}

/** A fault that was done. */
export interface Injected {
  /** Nodes that were hit. */
  readonly nodes: readonly ClusterNode[];
  /** What to know of it: that there was no leader to hit. Empty for nothing. */
  readonly note: string;
  /** Undoes it. What it starts again need not have caught up when this returns. */
  heal(): Promise<void>;
}

/** What must be there: our own process, another in its place, the right to bound it, a proxy before it, or a namespace around it. */
export type Need =
  | "nothing"
  | "process"
  | "replacement"
  | "cgroup"
  | "proxy"
  | "namespaces";

/** Who is hit: the leader, the node after it, or the leader and as many after it as make a majority. */
export type Role = "nobody" | "leader" | "follower" | "majority";

export interface Fault {
  readonly name: string;
  readonly title: string;
  /** The cluster must be started on `namespaces`, or with a `proxy` before each node. */
  readonly needs: Need;
  /** Whether it can be done to this cluster here: empty, or why not. */
  available(cluster: Cluster, network: Network): Promise<string>;
  /** Does it, and returns when it is done. Throws `UnavailableError` where it cannot be. */
  inject(context: FaultContext): Promise<Injected>;
}

/** Undoes what was done to one node. */
export type Undo = () => Promise<void>;

/** One node to be hit, and its place in the cluster. */
export interface Victim extends FaultContext {
  readonly node: ClusterNode;
  readonly index: number;
}

export interface FaultSpec {
  readonly name: string;
  readonly title: string;
  readonly needs: Need;
  readonly hits: Role;
  /** Does it to one node. */
  readonly hit: (victim: Victim) => Promise<Undo>;
}

/** A fault from what it does to one node. One that fails at a node is undone at the others. */
export function defineFault({ hits, hit, ...spec }: FaultSpec): Fault {
  const available = (cluster: Cluster, network: Network) =>
    whyNot(cluster, { network, hits, needs: spec.needs });
  return {
    ...spec,
    available,
    async inject(context) {
      const { cluster, network } = context;
      const reason = await available(cluster, network);
      if (reason !== "") {
        throw new UnavailableError(`Cannot do ${spec.name} as ${reason}`);
      }
      const { indexes, note } = await choose(cluster, hits);
      const nodes = indexes.flatMap((index) => cluster.nodes[index] ?? []);
      const done = await Promise.allSettled(
        nodes.map((node, i) =>
          hit({ ...context, node, index: indexes[i] ?? 0 })
        ),
      );
      const undos = done.flatMap((one) =>
        one.status === "fulfilled" ? [one.value] : []
      );
      const heal = async () => {
        await Promise.all(undos.map((undo) => undo()));
      };
      const failed = done.find((one) => one.status === "rejected");
      if (failed) {
        await heal();
        throw failed.reason;
      }
      return {
        nodes,
        note: [note, ownNote(cluster, spec.needs)]
          .filter((text) => text !== "").join("; "),
        heal,
      };
    },
  };
}

async function whyNot(
  { nodes, replacement }: Cluster,
  { network, hits, needs }: {
    readonly network: Network;
    readonly hits: Role;
    readonly needs: Need;
  },
): Promise<string> {
  if (hits === "follower" && nodes.length < 2) {
    return "a cluster of one has no follower";
  }
  const ours = ["process", "replacement", "cgroup"].includes(needs);
  const foreign = nodes.find(({ process }) => process === null);
  if (ours && foreign) {
    return `${foreign.name} was started by somebody else`;
  }
  if (needs === "replacement" && typeof replacement === "string") {
    return replacement;
  }
  if (needs === "proxy" && nodes.some(({ link }) => link === null)) {
    return "peers do not reach one another through proxies here";
  }
  if (needs === "namespaces") {
    if (nodes.length < 2) return "a cluster of one has no peers";
    if (!network.isolate || !network.rejoin) {
      return "nodes have no network namespace each";
    }
  }
  return needs === "cgroup" ? await throttleAvailable() : "";
}

/** What a system says of the fault. */
function ownNote({ replacement }: Cluster, needs: Need): string {
  return needs === "replacement" && typeof replacement !== "string"
    ? replacement.note
    : "";
}

/** Places of the nodes to be hit. Without a leader the first node is taken for it. */
async function choose(
  cluster: Cluster,
  hits: Role,
): Promise<{ readonly indexes: readonly number[]; readonly note: string }> {
  const { length } = cluster.nodes;
  if (hits === "nobody") return { indexes: [], note: "" };
  const leader = await cluster.leader();
  const found = cluster.nodes.findIndex(({ name }) => name === leader);
  const first = Math.max(0, found);
  const note = found === -1
    ? `no node led, so ${cluster.nodes[0]?.name} was taken for the leader`
    : "";
  const count = hits === "majority" ? Math.floor(length / 2) + 1 : 1;
  const start = hits === "follower" ? first + 1 : first;
  return {
    indexes: Array.from({ length: count }, (_, i) => (start + i) % length),
    note,
  };
}
