/** A running Redis, single or a cluster, as its nodes tell of it. */
import type { Endpoint } from "../../lab/system/client_spec.ts";
import type {
  Cluster,
  ClusterNode,
  Health,
  Replacement,
} from "../../lab/system/system_under_test.ts";
import { agreement } from "../support/majority_answer.ts";
import { askNodes, type KnownNode } from "./redis_cluster_nodes.ts";
import { askRedis } from "./redis_command.ts";

/** Seconds that a node gets to say whom it follows. Who leads is asked many times a second. */
const LEADER_ANSWER = 0.25;

/** All that a Redis Cluster can serve. */
const SLOTS = "16384";

/** What the lab asks of a started Redis. */
export function toCluster(
  nodes: readonly ClusterNode[],
  { version, replacement }: {
    readonly version: string;
    readonly replacement: Replacement | string;
  },
): Cluster {
  const single = nodes.length === 1;
  return {
    version,
    client: { protocol: "resp" },
    nodes,
    leader: () => single ? Promise.resolve("") : firstMaster(nodes),
    health: (node) => single ? singleHealth(node) : clusterHealth(node),
    caughtUp: async (node) =>
      single
        ? await singleHealth(node) === "up"
        : await clusterHealth(node) === "up" && await isInStep(node, nodes),
    replacement,
  };
}

/** Whether each node sees all slots served by `nodes`, and each replica has what its master has. */
export async function isOneCluster(
  nodes: readonly ClusterNode[],
): Promise<boolean> {
  const ready = await Promise.all(nodes.map(async (node) => {
    const info = await askInfo(node.endpoint, "CLUSTER", "INFO");
    return info.get("cluster_state") === "ok" &&
      info.get("cluster_slots_assigned") === SLOTS &&
      info.get("cluster_known_nodes") === String(nodes.length) &&
      await isInStep(node, nodes);
  }));
  return ready.every((one) => one);
}

export async function isAnswering({ endpoint }: ClusterNode): Promise<boolean> {
  return await askRedis(endpoint, ["PING"]) === "PONG";
}

/** As the first node tells it. */
export async function askVersion(
  nodes: readonly ClusterNode[],
): Promise<string> {
  const [first] = nodes;
  if (!first) return "";
  const info = await askInfo(first.endpoint, "INFO", "server");
  return info.get("redis_version") ?? "";
}

/**
 * The master of slot 0, as most nodes see it: of several masters, one must be the leader that faults look for. None while
 * most nodes take it for failed, or cannot agree.
 */
async function firstMaster(nodes: readonly ClusterNode[]): Promise<string> {
  const port = await agreement(nodes.map(async ({ endpoint }) => {
    const known = await askNodes(endpoint, { timeout: LEADER_ANSWER });
    return known && toFirstMaster(known);
  }));
  const node = nodes.find(({ endpoint: { host, port: own } }) =>
    `${host}:${own}` === port
  );
  // The others believe in a dead master until their patience ends.
  return !node || node.process?.pid === null ? "" : node.name;
}

/** Address of the master of slot 0; empty when there is none, or it is known to have failed. */
function toFirstMaster(known: readonly KnownNode[]): string {
  const first = known.find(({ slots }) =>
    slots.some((range) => /^0(-|$)/.test(range))
  );
  return first && !first.flags.includes("fail") ? first.address : "";
}

/** A node that loads its data answers, but serves nothing. */
async function singleHealth({ endpoint }: ClusterNode): Promise<Health> {
  const reply = await askRedis(endpoint, ["PING"]);
  if (reply === null) return "down";
  return reply === "PONG" ? "up" : "alone";
}

async function clusterHealth({ endpoint }: ClusterNode): Promise<Health> {
  const info = await askInfo(endpoint, "CLUSTER", "INFO");
  if (info.size === 0) return "down";
  return info.get("cluster_state") === "ok" ? "up" : "alone";
}

/** A master is ahead of all; a replica must have come as far as its master was when we asked. */
async function isInStep(
  { endpoint }: ClusterNode,
  nodes: readonly ClusterNode[],
): Promise<boolean> {
  const before = await askInfo(endpoint, "INFO", "replication");
  if (before.get("role") === "master") return true;
  const master = nodes.find(({ endpoint: { host, port } }) =>
    host === before.get("master_host") &&
    String(port) === before.get("master_port")
  );
  if (!master) return false;
  const ahead = await askInfo(master.endpoint, "INFO", "replication");
  const after = await askInfo(endpoint, "INFO", "replication");
  return after.get("master_link_status") === "up" &&
    after.get("master_host") === before.get("master_host") &&
    after.get("master_port") === before.get("master_port") &&
    Number(after.get("slave_repl_offset")) >=
      Number(ahead.get("master_repl_offset"));
}

/** Lines `key:value`; none when there is no answer, but one, `error`, when the answer is an error. */
async function askInfo(
  endpoint: Endpoint,
  ...command: string[]
): Promise<ReadonlyMap<string, string>> {
  const reply = await askRedis(endpoint, command);
  if (reply === null) return new Map();
  if (reply.startsWith("-")) return new Map([["error", reply.slice(1)]]);
  return new Map(
    reply.split("\r\n").flatMap((line) => {
      const at = line.indexOf(":");
      return at === -1 ? [] : [[line.slice(0, at), line.slice(at + 1)]];
    }),
  );
}
