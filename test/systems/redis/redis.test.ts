import { expect, test } from "vitest";
import { ProcessGroup } from "../../../src/lab/processes/process_group.ts";
import type {
  Cluster,
  ClusterNode,
} from "../../../src/lab/system/system_under_test.ts";
import { unimpaired } from "../../../src/lab/network/tcp_proxy.ts";
import { redis } from "../../../src/systems/redis/redis.ts";
import { isClusterReady } from "../../../src/systems/redis/redis_cluster.ts";
import { sendRedisCommand } from "../../../src/systems/redis/redis_command.ts";
import {
  closeProxies,
  hasCaughtUp,
  injectFault,
  leaderOf,
  nodeNamed,
  processOf,
  startOn,
  until,
  untilHealth,
  untilLed,
} from "../../testing/clusters.ts";
import { findProgram } from "../../testing/programs.ts";

const testRedis = test.skipIf(
  findProgram("redis-server") === null || findProgram("redis-cli") === null,
);
const needs = "(needs the packages redis-server and redis-tools)";

/** Shorter than the default, yet no node fails by itself, as one does where a busy machine lets it wait. */
const fast = { cluster_node_timeout: "2s" };

/** A busy machine answers after seconds. */
const ask = ({ endpoint }: ClusterNode, command: readonly string[]) =>
  sendRedisCommand(endpoint, command, { timeout: 30 });

/** Writes through the node that serves the key, once one does. */
function write({ nodes }: Cluster, key: string): Promise<void> {
  return until(`${key} to be written`, async () => {
    for (const node of nodes) {
      if (await ask(node, ["SET", key, "v"]) === "OK") return true;
    }
    return false;
  });
}

const keysOf = (node: ClusterNode) => ask(node, ["DBSIZE"]);

testRedis(
  `start() starts a standalone Redis for one node ${needs}`,
  async () => {
    await using processes = await ProcessGroup.create();
    const cluster = await startOn(redis, processes, { nodes: 1 });
    const node = nodeNamed(cluster, "node-0");
    expect(cluster.client).toEqual({ protocol: "resp" });
    expect(cluster.version).toMatch(/^\d+\.\d+\.\d+$/);
    expect(cluster.leader).toBeNull();
    await untilHealth(cluster, node, "up");
    await until("it to have caught up", () => hasCaughtUp(cluster, node));
    await write(cluster, "k");
    const long = "x".repeat(100_000);
    expect(await ask(node, ["SET", "long", long])).toBe("OK");
    expect(await ask(node, ["GET", "long"])).toBe(long);
    expect(await ask(node, ["NONE"])).toMatch(/^-ERR unknown/);

    await processOf(node).pause();
    expect(await cluster.health(node)).toBe("down");
    processOf(node).resume();
    await untilHealth(cluster, node, "up");
    await processOf(node).kill();
    expect(await cluster.health(node)).toBe("down");
  },
);

testRedis(
  `start() makes three nodes masters of all slots ${needs}`,
  async () => {
    await using processes = await ProcessGroup.create();
    const settings = { ...fast, append_only: "always" };
    const cluster = await startOn(redis, processes, { settings });
    expect((await untilLed(cluster)).name).toBe("node-0");
    for (let i = 0; i < 30; i++) await write(cluster, `k${i}`);
    const sizes = await Promise.all(cluster.nodes.map(keysOf));
    expect(sizes.every((size) => Number(size) > 0)).toBe(true);

    const first = nodeNamed(cluster, "node-0");
    await processOf(first).kill();
    await untilHealth(cluster, nodeNamed(cluster, "node-1"), "alone");
    expect(await leaderOf(cluster)).toBe("");
    processOf(first).start();
    await until("it to catch up", () => hasCaughtUp(cluster, first));
    await until(
      "it to lead again",
      async () => await leaderOf(cluster) === "node-0",
    );
    expect(await keysOf(first)).toBe(sizes[0]);
  },
);

testRedis(
  `a replica takes over, and the old master follows ${needs}`,
  async () => {
    await using processes = await ProcessGroup.create();
    const cluster = await startOn(redis, processes, {
      nodes: 6,
      settings: fast,
      proxied: true,
    });
    try {
      const old = await untilLed(cluster);
      expect(old.name).toBe("node-0");
      await processOf(old).kill();
      // Though the others name it until a replica has taken over.
      expect(await leaderOf(cluster)).not.toBe(old.name);
      expect(await cluster.health(old)).toBe("down");
      expect(await hasCaughtUp(cluster, old)).toBe(false);
      const leader = await untilLed(cluster);
      expect(["node-3", "node-4", "node-5"]).toContain(leader.name);
      for (let i = 0; i < 50; i++) await write(cluster, `k${i}`);
      expect(Number(await keysOf(leader))).toBeGreaterThan(0);

      processOf(old).start();
      // It takes itself for the master until it hears of the other one.
      await until("it to follow", async () => {
        const replication = await ask(old, ["INFO", "replication"]);
        return replication?.includes("role:slave") ?? false;
      });
      await until("it to catch up", () => hasCaughtUp(cluster, old));
      expect(await keysOf(old)).toBe(await keysOf(leader));

      // Gossip goes through the proxies.
      leader.peerProxy?.set({ ...unimpaired, drop: true });
      for (const { peerProxy } of cluster.nodes) {
        peerProxy?.set({ ...unimpaired, drop: true });
      }
      await untilHealth(cluster, leader, "alone");
    } finally {
      await closeProxies(cluster);
    }
  },
);

testRedis(
  `wipe-leader deletes a master's data, and an empty node becomes a replica in its place ${needs}`,
  async () => {
    await using processes = await ProcessGroup.create();
    const settings = { ...fast, append_only: "always" };
    const cluster = await startOn(redis, processes, { nodes: 6, settings });
    for (let i = 0; i < 60; i++) await write(cluster, `k${i}`);
    // A write is acknowledged before a replica has it.
    await until("replicas to have all", () => isClusterReady(cluster.nodes));
    const master = await untilLed(cluster);
    const keys = await keysOf(master);
    const id = await ask(master, ["CLUSTER", "MYID"]);
    const folder = `${processes.folder}/${master.name}`;
    const files = async () =>
      (await Array.fromAsync(Deno.readDir(folder))).map(({ name }) => name);
    expect(await files()).toContain("nodes.conf");
    const { node, heal } = await injectFault(cluster, "wipe-leader");
    expect(node).toBe(master);
    expect(await files()).toEqual([]);

    await heal();
    const others = cluster.nodes.filter((other) => other !== node);
    const leader = await untilLed(cluster);
    expect(others).toContain(leader);
    await until("it to catch up", () => hasCaughtUp(cluster, node));
    expect(await ask(node, ["CLUSTER", "MYID"])).not.toBe(id);
    expect(await keysOf(node)).toBe(keys);
    expect(await keysOf(leader)).toBe(keys);
    await until("all to be one cluster", () => isClusterReady(cluster.nodes));

    // Again with a replica, which has no slots to take over.
    const replicas = { ...cluster, leader: () => Promise.resolve("node-5") };
    const second = await injectFault(replicas, "wipe-follower");
    expect(second.node).toBe(master);
    await second.heal();
    await until("it to catch up", () => hasCaughtUp(cluster, node));
    expect(await keysOf(node)).toBe(keys);
    expect(await untilLed(cluster)).toBe(leader);
  },
);

testRedis(`masters without replicas are not replaced ${needs}`, async () => {
  for (const nodes of [1, 3]) {
    await using processes = await ProcessGroup.create();
    const cluster = await startOn(redis, processes, { nodes, settings: fast });
    await expect(injectFault(cluster, "wipe-leader")).rejects.toThrow(
      "Cannot do wipe-leader as the data of a master without a replica would be lost: use --set nodes=6",
    );
  }
});

test("start() refuses invalid sizes and settings", async () => {
  await using processes = await ProcessGroup.create();
  await expect(startOn(redis, processes, { nodes: 5 })).rejects.toThrow(
    "Cannot start redis as nodes must be one of 1, 3, 6: current value is 5",
  );
  const settings = { cluster_node_timeout: "2000" };
  await expect(startOn(redis, processes, { settings })).rejects.toThrow(
    "Cannot set cluster_node_timeout as it must be a number from 0.1 to 600: current value is '2000'",
  );
  expect(processes.processes).toEqual([]);
});
