/** Reads health, leader and replication state of a running Redis, standalone or a cluster. */
import type { Endpoint } from "../../lab/system/client_spec.ts";
import type {
  Cluster,
  ClusterNode,
  Health,
  Replacement,
} from "../../lab/system/system_under_test.ts";
import { majorityValue } from "../support/majority_value.ts";
import { type KnownNode, readClusterNodes } from "./redis_cluster_nodes.ts";
import { sendRedisCommand } from "./redis_command.ts";

/** Short, as the leader is polled many times a second. */
const LEADER_TIMEOUT_S = 0.25;

/** Hash slots of a Redis Cluster. */
const SLOTS = "16384";

/** Returns the lab's interface to a started Redis. */
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
    leader: single ? null : () => firstMaster(nodes),
    health: (node) => single ? singleHealth(node) : clusterHealth(node),
    caughtUp: async (node) =>
      single
        ? await singleHealth(node) === "up"
        : await clusterHealth(node) === "up" && await isCaughtUp(node, nodes),
    replacement,
  };
}

/**
 * Whether every node sees all slots served and knows exactly `nodes`, and every replica has caught up with its master.
 */
export async function isClusterReady(
  nodes: readonly ClusterNode[],
): Promise<boolean> {
  const ready = await Promise.all(nodes.map(async (node) => {
    const info = await readInfo(node.endpoint, "CLUSTER", "INFO");
    return info.get("cluster_state") === "ok" &&
      info.get("cluster_slots_assigned") === SLOTS &&
      info.get("cluster_known_nodes") === String(nodes.length) &&
      await isCaughtUp(node, nodes);
  }));
  return ready.every((isReady) => isReady);
}

export async function isResponding(
  { endpoint }: ClusterNode,
): Promise<boolean> {
  return await sendRedisCommand(endpoint, ["PING"]) === "PONG";
}

/** Returns the version reported by the first node. */
export async function readVersion(
  nodes: readonly ClusterNode[],
): Promise<string> {
  const [first] = nodes;
  if (!first) return "";
  const info = await readInfo(first.endpoint, "INFO", "server");
  return info.get("redis_version") ?? "";
}

/**
 * Finds the master of slot 0 as a majority of nodes sees it: one of several masters must be the leader that faults
 * target. Empty while a majority sees it as failed, or there is no majority.
 */
async function firstMaster(nodes: readonly ClusterNode[]): Promise<string> {
  const address = await majorityValue(nodes.map(async ({ endpoint }) => {
    const known = await readClusterNodes(endpoint, {
      timeout: LEADER_TIMEOUT_S,
    });
    return known && toFirstMaster(known);
  }));
  const node = nodes.find(({ endpoint: { host, port } }) =>
    `${host}:${port}` === address
  );
  // Until the node timeout, the other nodes still name a dead master.
  return !node || node.process?.pid === null ? "" : node.name;
}

/** Returns the address of the master of slot 0; empty if there is none, or it is marked as failed. */
function toFirstMaster(known: readonly KnownNode[]): string {
  const first = known.find(({ slots }) =>
    slots.some((range) => /^0(-|$)/.test(range))
  );
  return first && !first.flags.includes("fail") ? first.address : "";
}

/** A node that is loading its data replies with an error and serves nothing. */
async function singleHealth({ endpoint }: ClusterNode): Promise<Health> {
  const reply = await sendRedisCommand(endpoint, ["PING"]);
  if (reply === null) return "down";
  return reply === "PONG" ? "up" : "alone";
}

async function clusterHealth({ endpoint }: ClusterNode): Promise<Health> {
  const info = await readInfo(endpoint, "CLUSTER", "INFO");
  if (info.size === 0) return "down";
  return info.get("cluster_state") === "ok" ? "up" : "alone";
}

/**
 * Whether a replica has reached the offset its master had before, and its master sends it what is written from now on: right
 * after a full synchronization, the master still holds that back. Always true for a master.
 */
async function isCaughtUp(
  { endpoint }: ClusterNode,
  nodes: readonly ClusterNode[],
): Promise<boolean> {
  const before = await readInfo(endpoint, "INFO", "replication");
  if (before.get("role") === "master") return true;
  const master = nodes.find(({ endpoint: { host, port } }) =>
    host === before.get("master_host") &&
    String(port) === before.get("master_port")
  );
  if (!master) return false;
  const target = await readInfo(master.endpoint, "INFO", "replication");
  const after = await readInfo(endpoint, "INFO", "replication");
  return after.get("master_link_status") === "up" &&
    listReplicas(target).get(`${endpoint.host}:${endpoint.port}`) ===
      "online" &&
    after.get("master_host") === before.get("master_host") &&
    after.get("master_port") === before.get("master_port") &&
    Number(after.get("slave_repl_offset")) >=
      Number(target.get("master_repl_offset"));
}

/** Returns the state of each replica by its address, as its master has it: `slave0:ip=127.0.0.1,port=7003,state=online,...`. */
function listReplicas(info: ReadonlyMap<string, string>): Map<string, string> {
  const lines = [...info].filter(([key]) => /^slave\d+$/.test(key));
  return new Map(lines.map(([, line]) => {
    const fields = new URLSearchParams(line.replaceAll(",", "&"));
    return [
      `${fields.get("ip")}:${fields.get("port")}`,
      fields.get("state") ?? "",
    ];
  }));
}

/** Reads lines `key:value`; empty without a reply, only the key `error` for an error reply. */
async function readInfo(
  endpoint: Endpoint,
  ...command: string[]
): Promise<ReadonlyMap<string, string>> {
  const reply = await sendRedisCommand(endpoint, command);
  if (reply === null) return new Map();
  if (reply.startsWith("-")) return new Map([["error", reply.slice(1)]]);
  return new Map(
    reply.split("\r\n").flatMap((line) => {
      const at = line.indexOf(":");
      return at === -1 ? [] : [[line.slice(0, at), line.slice(at + 1)]];
    }),
  );
}
