import { expect, test } from "vitest";
import { z } from "zod";
import { HttpClientSpec } from "../../../src/lab/system/client_spec.ts";
import { loopback } from "../../../src/lab/network/network.ts";
import { ProcessGroup } from "../../../src/lab/processes/process_group.ts";
import type {
  Cluster,
  ClusterNode,
} from "../../../src/lab/system/system_under_test.ts";
import { unimpaired } from "../../../src/lab/network/tcp_proxy.ts";
import { UsageError } from "../../../src/record/mod.ts";
import { etcd } from "../../../src/systems/etcd/etcd.ts";
import {
  closeProxies,
  hasCaughtUp,
  injectFault,
  leaderOf,
  processOf,
  send,
  startOn,
  until,
  untilHealth,
  untilLed,
} from "../../testing/clusters.ts";
import { findProgram } from "../../testing/programs.ts";

const program = findProgram("etcd") ?? "";
const testEtcd = test.skipIf(program === "");
const needs = "(needs the package etcd-server)";

/** Avoids waiting for a disk, and 1 s for an election. */
const fast = {
  data: "memory",
  heartbeat_interval: "50ms",
  election_timeout: "300ms",
};

/** No other node leads by itself, as one does where a busy machine lets the leader wait. */
const steady = { data: "memory", election_timeout: "3s" };

function clientOf({ client }: Cluster): HttpClientSpec {
  return HttpClientSpec.parse(client);
}

/** Writes a key, again while it is refused for want of a leader. */
function write(
  cluster: Cluster,
  { endpoint }: ClusterNode,
  entry: { readonly key: string; readonly value: string },
): Promise<void> {
  const { put } = clientOf(cluster);
  return until(`${entry.key} to be written`, async () => {
    const { status } = await send(put, endpoint, entry);
    return put.ok.includes(status);
  });
}

/** Sends a request to a node's JSON gateway. */
async function request(
  { endpoint: { host, port } }: ClusterNode,
  path: string,
  body: Readonly<Record<string, string>> = {},
): Promise<unknown> {
  const response = await fetch(`http://${host}:${port}/v3/${path}`, {
    method: "POST",
    body: JSON.stringify(body),
  });
  return await response.json();
}

const Members = z.object({
  members: z.array(z.object({
    ID: z.string(),
    name: z.string().default(""),
    peerURLs: z.array(z.string()),
  })),
});

/** Returns the member of that name, as listed by a running node. */
async function memberNamed({ nodes }: Cluster, name: string) {
  const running = nodes.find(({ process }) => process?.pid);
  if (!running) throw new Error("No node is running");
  const { members } = Members.parse(
    await request(running, "cluster/member/list"),
  );
  const member = members.find((member) => member.name === name);
  if (!member) throw new RangeError(`Cannot find member '${name}'`);
  return member;
}

testEtcd(`start() forms one cluster that accepts writes ${needs}`, async () => {
  await using processes = await ProcessGroup.create();
  const cluster = await startOn(etcd, processes);
  const { get } = clientOf(cluster);
  const [first, second, third] = cluster.nodes;
  if (!first || !second || !third) throw new Error("Cannot find three nodes");
  const output = await new Deno.Command(program, { args: ["--version"] })
    .output();
  expect(new TextDecoder().decode(output.stdout))
    .toContain(`etcd Version: ${cluster.version}\n`);
  for (const node of cluster.nodes) await untilHealth(cluster, node, "up");
  expect(cluster.nodes).toContain(await untilLed(cluster));

  const value = "load: {line}";
  await write(cluster, first, { key: "k-1", value });
  const read = await send(get, second.endpoint, { key: "k-1" });
  expect(get.ok).toContain(read.status);
  expect(read.text).toContain(`"${btoa(value)}"`);
  const missing = await send(get, third.endpoint, { key: "k-2" });
  expect(missing.text).not.toContain('"kvs"');
  expect(await (await fetch(first.metrics)).text())
    .toContain("etcd_server_has_leader 1");
});

testEtcd(
  `leader(), health() and caughtUp() follow a crash and a restart ${needs}`,
  async () => {
    await using processes = await ProcessGroup.create();
    const settings = { ...fast, serializable: "true" };
    const cluster = await startOn(etcd, processes, { settings });
    const { get } = clientOf(cluster);
    const old = await untilLed(cluster);
    await processOf(old).kill();
    // Though the others name it until they have elected another.
    expect(await leaderOf(cluster)).not.toBe(old.name);
    expect(await cluster.health(old)).toBe("down");
    expect(await hasCaughtUp(cluster, old)).toBe(false);
    const leader = await untilLed(cluster);
    expect(leader).not.toBe(old);

    const value = "written while it was dead";
    await write(cluster, leader, { key: "k", value });
    processOf(old).start();
    await until("it to catch up", () => hasCaughtUp(cluster, old));
    // A serializable read returns the node's local value.
    const { text } = await send(get, old.endpoint, { key: "k" });
    expect(text).toContain(`"${btoa(value)}"`);

    for (const node of cluster.nodes) {
      if (node !== old) await processOf(node).kill();
    }
    await untilHealth(cluster, old, "alone");
    expect(await leaderOf(cluster)).toBe("");
    expect(await hasCaughtUp(cluster, old)).toBe(false);
  },
);

for (const name of ["wipe-leader", "wipe-follower"]) {
  testEtcd(
    `${name} deletes a node's data, which rejoins as a new member and catches up ${needs}`,
    async () => {
      await using processes = await ProcessGroup.create();
      const settings = { ...steady, serializable: "true" };
      const cluster = await startOn(etcd, processes, { settings });
      const { get } = clientOf(cluster);
      const [anyNode] = cluster.nodes;
      if (!anyNode) throw new Error("Cannot find a node");
      const keys = Array.from({ length: 200 }, (_, i) => `k-${i}`);
      const value = "x".repeat(1000);
      for (const key of keys) await write(cluster, anyNode, { key, value });

      const before = await untilLed(cluster);
      const { node, heal } = await injectFault(cluster, name);
      expect(node === before).toBe(name === "wipe-leader");
      expect(processOf(node).pid).toBeNull();
      const folder = `/dev/shm/${processes.run}/${node.name}`;
      await expect(Deno.stat(folder)).rejects.toThrow(Deno.errors.NotFound);
      expect(await hasCaughtUp(cluster, node)).toBe(false);
      const old = await memberNamed(cluster, node.name);
      await heal();
      await until("it to catch up", () => hasCaughtUp(cluster, node));
      // A serializable read returns the node's local value.
      for (const key of keys) {
        const { text } = await send(get, node.endpoint, { key });
        expect(text).toContain(`"${btoa(value)}"`);
      }
      const now = await memberNamed(cluster, node.name);
      expect(now.peerURLs).toEqual(old.peerURLs);
      expect(now.ID).not.toBe(old.ID);

      // The new member can be restarted and lead like any other.
      await processOf(node).kill();
      processOf(node).start();
      await until("it to catch up again", () => hasCaughtUp(cluster, node));
      await until("it to lead", async () => {
        const leader = await untilLed(cluster);
        if (leader === node) return true;
        await request(leader, "maintenance/transfer-leadership", {
          targetID: now.ID,
        });
        return false;
      });
    },
  );
}

testEtcd(
  `leader() finds the new one while the old one hangs ${needs}`,
  async () => {
    await using processes = await ProcessGroup.create();
    const cluster = await startOn(etcd, processes, { settings: fast });
    const old = await untilLed(cluster);
    await processOf(old).pause();
    await until("a new leader", async () => {
      const leader = await leaderOf(cluster);
      return leader !== "" && leader !== old.name;
    });
    expect(await cluster.health(old)).toBe("down");
    processOf(old).resume();
    await untilHealth(cluster, old, "up");
  },
);

testEtcd(`peers reach a proxied node through its proxy ${needs}`, async () => {
  await using processes = await ProcessGroup.create();
  const cluster = await startOn(etcd, processes, {
    settings: fast,
    proxied: true,
  });
  try {
    const old = await untilLed(cluster);
    old.peerProxy?.set({ ...unimpaired, drop: true });
    await until("a new leader", async () => {
      const leader = await leaderOf(cluster);
      return leader !== "" && leader !== old.name;
    });
    old.peerProxy?.set(unimpaired);
    await until("it to catch up", () => hasCaughtUp(cluster, old));
  } finally {
    await closeProxies(cluster);
  }
});

testEtcd(
  `start() passes settings to etcd, and data in memory is removed ${needs}`,
  async () => {
    let folder = "";
    {
      await using processes = await ProcessGroup.create();
      const cluster = await startOn(etcd, processes, {
        nodes: 1,
        settings: { ...fast, pre_vote: "on", snapshot_count: "5000" },
      });
      const [node] = cluster.nodes;
      if (!node) throw new Error("Cannot find a node");
      const command = processOf(node).command.join(" ");
      expect(command).toContain("--heartbeat-interval 50 ");
      expect(command).toContain("--election-timeout 300 ");
      expect(command).toContain("--pre-vote=true");
      expect(command).toContain("--snapshot-count 5000");
      expect(command).not.toContain("--unsafe-no-fsync");
      expect(await untilLed(cluster)).toBe(node);
      await until("it to be caught up", () => hasCaughtUp(cluster, node));
      folder = `/dev/shm/${processes.run}`;
      expect((await Deno.stat(`${folder}/node-0/member`)).isDirectory).toBe(
        true,
      );
    }
    await expect(Deno.stat(folder)).rejects.toThrow(Deno.errors.NotFound);
  },
);

testEtcd(
  `a cluster without a majority after the loss of a node cannot replace it ${needs}`,
  async () => {
    await using processes = await ProcessGroup.create();
    const cluster = await startOn(etcd, processes, {
      nodes: 1,
      settings: fast,
    });
    await expect(injectFault(cluster, "wipe-leader")).rejects.toThrow(
      "Cannot do wipe-leader as etcd with nodes=1 has no majority after losing a node",
    );
  },
);

testEtcd(`start() stops at its signal ${needs}`, async () => {
  await using processes = await ProcessGroup.create();
  const starting = etcd.start({
    ...{ nodes: 3, settings: fast, processes, network: loopback },
    ...{ proxied: true, signal: AbortSignal.abort(new Error("enough")) },
  });
  await expect(starting).rejects.toThrow("enough");
});

test("start() refuses invalid settings", async () => {
  await using processes = await ProcessGroup.create();
  const start = (settings: Record<string, string>) =>
    startOn(etcd, processes, { settings });
  for (
    const [settings, message] of [
      [{ election_timeout: "400ms" }, "at least five times heartbeat_interval"],
      [{ data: "disk,memory" }, "Cannot set data to several values"],
      [{ heartbeat_interval: "100" }, "a number from 0.001 to 5"],
      [{ pre_vote: "maybe" }, "one of off, on"],
      [{ prevote: "true" }, "no such setting"],
    ] as const
  ) {
    await expect(start(settings)).rejects.toThrow(message);
    await expect(start(settings)).rejects.toThrow(UsageError);
  }
  expect(processes.processes).toEqual([]);
});
