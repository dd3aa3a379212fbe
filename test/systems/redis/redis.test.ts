import { expect, test } from "vitest";
import { ProcessGroup } from "../../../src/lab/processes/process_group.ts";
import type { Cluster, ClusterNode } from "../../../src/lab/system/system_under_test.ts";
import { calm } from "../../../src/lab/network/tcp_proxy.ts";
import { redis } from "../../../src/systems/redis/redis.ts";
import { isOneCluster } from "../../../src/systems/redis/redis_cluster.ts";
import { askRedis } from "../../../src/systems/redis/redis_command.ts";
import {
  closeLinks,
  disturb,
  nodeNamed,
  processOf,
  startOn,
  until,
} from "../../testing/clusters.ts";
import { findProgram } from "../../testing/programs.ts";

const testRedis = test.skipIf(
  findProgram("redis-server") === null || findProgram("redis-cli") === null,
);
const needs = "(needs the packages redis-server and redis-tools)";

const fast = { cluster_node_timeout: "500ms" };

/** Writes through whichever node serves the key; false when nobody does. */
async function write({ nodes }: Cluster, key: string): Promise<boolean> {
  for (const { endpoint } of nodes) {
    if (await askRedis(endpoint, ["SET", key, "v"]) === "OK") return true;
  }
  return false;
}

const keysOf = ({ endpoint }: ClusterNode) => askRedis(endpoint, ["DBSIZE"]);

testRedis(`start() makes a single Redis of one node ${needs}`, async () => {
  await using processes = await ProcessGroup.create();
  const cluster = await startOn(redis, processes, { nodes: 1 });
  const node = nodeNamed(cluster, "node-0");
  expect(cluster.client).toEqual({ protocol: "resp" });
  expect(cluster.version).toMatch(/^\d+\.\d+\.\d+$/);
  expect(await cluster.leader()).toBe("");
  expect(await cluster.health(node)).toBe("up");
  expect(await cluster.caughtUp(node)).toBe(true);
  expect(await write(cluster, "k")).toBe(true);
  const long = "x".repeat(100_000);
  await askRedis(node.endpoint, ["SET", "long", long]);
  expect(await askRedis(node.endpoint, ["GET", "long"])).toBe(long);
  expect(await askRedis(node.endpoint, ["NONE"])).toMatch(/^-ERR unknown/);

  await processOf(node).pause();
  expect(await cluster.health(node)).toBe("down");
  processOf(node).resume();
  expect(await cluster.health(node)).toBe("up");
  await processOf(node).kill();
  expect(await cluster.health(node)).toBe("down");
});

testRedis(`three nodes are masters of all slots ${needs}`, async () => {
  await using processes = await ProcessGroup.create();
  const settings = { ...fast, append_only: "always" };
  const cluster = await startOn(redis, processes, { settings });
  expect(await cluster.leader()).toBe("node-0");
  for (let i = 0; i < 30; i++) expect(await write(cluster, `k${i}`)).toBe(true);
  const sizes = await Promise.all(cluster.nodes.map(keysOf));
  expect(sizes.every((size) => Number(size) > 0)).toBe(true);

  const first = nodeNamed(cluster, "node-0");
  await processOf(first).kill();
  await until(
    "the others to miss it",
    async () => await cluster.health(nodeNamed(cluster, "node-1")) === "alone",
  );
  expect(await cluster.leader()).toBe("");
  processOf(first).start();
  await until("it to be back", () => cluster.caughtUp(first));
  await until(
    "it to be first again",
    async () => await cluster.leader() === "node-0",
  );
  expect(await keysOf(first)).toBe(sizes[0]);
});

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
      const old = nodeNamed(cluster, await cluster.leader());
      expect(old.name).toBe("node-0");
      await processOf(old).kill();
      expect(await cluster.leader()).toBe("");
      expect(await cluster.health(old)).toBe("down");
      expect(await cluster.caughtUp(old)).toBe(false);
      await until("a new master", async () => await cluster.leader() !== "");
      const leader = nodeNamed(cluster, await cluster.leader());
      expect(["node-3", "node-4", "node-5"]).toContain(leader.name);
      await until("it to serve", () => write(cluster, "k0"));
      for (let i = 0; i < 50; i++) await write(cluster, `k${i}`);
      expect(Number(await keysOf(leader))).toBeGreaterThan(0);

      processOf(old).start();
      await until("it to catch up", () => cluster.caughtUp(old));
      expect(await askRedis(old.endpoint, ["ROLE"])).toBe("*5");
      expect(await keysOf(old)).toBe(await keysOf(leader));

      // Who is alive is told through the links.
      leader.link?.set({ ...calm, drop: true });
      for (const { link } of cluster.nodes) link?.set({ ...calm, drop: true });
      await until(
        "nobody to hear of anybody",
        async () => await cluster.health(leader) === "alone",
      );
    } finally {
      await closeLinks(cluster);
    }
  },
);

testRedis(
  `wipe-leader takes all from a master, and a stranger becomes a replica in its place ${needs}`,
  async () => {
    await using processes = await ProcessGroup.create();
    const settings = { ...fast, append_only: "always" };
    const cluster = await startOn(redis, processes, { nodes: 6, settings });
    for (let i = 0; i < 60; i++) await write(cluster, `k${i}`);
    const master = nodeNamed(cluster, await cluster.leader());
    const keys = await keysOf(master);
    const id = await askRedis(master.endpoint, ["CLUSTER", "MYID"]);
    const folder = `${processes.folder}/${master.name}`;
    const kept = async () =>
      (await Array.fromAsync(Deno.readDir(folder))).map(({ name }) => name);
    expect(await kept()).toContain("nodes.conf");
    const { node, heal } = await disturb(cluster, "wipe-leader");
    expect(node).toBe(master);
    expect(await kept()).toEqual([]);

    await heal();
    const others = cluster.nodes.filter((other) => other !== node);
    const leader = nodeNamed(cluster, await cluster.leader());
    expect(others).toContain(leader);
    await until("it to catch up", () => cluster.caughtUp(node));
    expect(await askRedis(node.endpoint, ["CLUSTER", "MYID"])).not.toBe(id);
    expect(await keysOf(node)).toBe(keys);
    expect(await keysOf(leader)).toBe(keys);
    await until("all to be one cluster", () => isOneCluster(cluster.nodes));

    // And once more, by another way: a replica has no slots to take over.
    const replicas = { ...cluster, leader: () => Promise.resolve("node-5") };
    const second = await disturb(replicas, "wipe-follower");
    expect(second.node).toBe(master);
    await second.heal();
    await until("it to catch up", () => cluster.caughtUp(node));
    expect(await keysOf(node)).toBe(keys);
    expect(await cluster.leader()).toBe(leader.name);
  },
);

testRedis(`masters without replicas are not replaced ${needs}`, async () => {
  for (const nodes of [1, 3]) {
    await using processes = await ProcessGroup.create();
    const cluster = await startOn(redis, processes, { nodes, settings: fast });
    await expect(disturb(cluster, "wipe-leader")).rejects.toThrow(
      "Cannot do wipe-leader as nobody else has what a master without a replica keeps: use --set nodes=6",
    );
  }
});

test("start() refuses sizes and settings that cannot be", async () => {
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
