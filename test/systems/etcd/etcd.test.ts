import { expect, test } from "vitest";
import { z } from "zod";
import { HttpClientSpec } from "../../../src/lab/system/client_spec.ts";
import { loopback } from "../../../src/lab/network/network.ts";
import { ProcessGroup } from "../../../src/lab/processes/process_group.ts";
import type { Cluster, ClusterNode } from "../../../src/lab/system/system_under_test.ts";
import { calm } from "../../../src/lab/network/tcp_proxy.ts";
import { UsageError } from "../../../src/record/mod.ts";
import { etcd } from "../../../src/systems/etcd/etcd.ts";
import {
  closeLinks,
  disturb,
  nodeNamed,
  processOf,
  send,
  startOn,
  until,
} from "../../testing/clusters.ts";
import { findProgram } from "../../testing/programs.ts";

const program = findProgram("etcd") ?? "";
const testEtcd = test.skipIf(program === "");
const needs = "(needs the package etcd-server)";

/** So that tests need not wait for a disk, nor a second for an election. */
const fast = {
  data: "memory",
  heartbeat_interval: "50ms",
  election_timeout: "300ms",
};

function clientOf({ client }: Cluster): HttpClientSpec {
  return HttpClientSpec.parse(client);
}

/** What a node answers at its JSON gateway. */
async function ask(
  { endpoint: { host, port } }: ClusterNode,
  path: string,
  question: Readonly<Record<string, string>> = {},
): Promise<unknown> {
  const response = await fetch(`http://${host}:${port}/v3/${path}`, {
    method: "POST",
    body: JSON.stringify(question),
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

/** The member of that name, as a node knows it that runs. */
async function memberNamed({ nodes }: Cluster, name: string) {
  const asked = nodes.find(({ process }) => process?.pid);
  if (!asked) throw new Error("Nobody runs");
  const { members } = Members.parse(await ask(asked, "cluster/member/list"));
  const member = members.find((one) => one.name === name);
  if (!member) throw new RangeError(`Cannot find member '${name}'`);
  return member;
}

testEtcd(`start() makes one cluster that takes writes ${needs}`, async () => {
  await using processes = await ProcessGroup.create();
  const cluster = await startOn(etcd, processes);
  const { put, get } = clientOf(cluster);
  const [first, second, third] = cluster.nodes;
  if (!first || !second || !third) throw new Error("Cannot find three nodes");
  const said = await new Deno.Command(program, { args: ["--version"] })
    .output();
  expect(new TextDecoder().decode(said.stdout))
    .toContain(`etcd Version: ${cluster.version}\n`);
  expect(await Promise.all(cluster.nodes.map(cluster.health)))
    .toEqual(["up", "up", "up"]);
  expect(cluster.nodes.map(({ name }) => name))
    .toContain(await cluster.leader());

  const value = "load: {line}";
  const written = await send(put, first.endpoint, { key: "k-1", value });
  expect(put.ok).toContain(written.status);
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
    const { put, get } = clientOf(cluster);
    const old = nodeNamed(cluster, await cluster.leader());
    await processOf(old).kill();
    expect(await cluster.leader()).toBe("");
    expect(await cluster.health(old)).toBe("down");
    expect(await cluster.caughtUp(old)).toBe(false);
    await until("a new leader", async () => await cluster.leader() !== "");
    const leader = nodeNamed(cluster, await cluster.leader());
    expect(leader).not.toBe(old);

    const value = "written while it was dead";
    await send(put, leader.endpoint, { key: "k", value });
    processOf(old).start();
    await until("it to catch up", () => cluster.caughtUp(old));
    // A serializable read is answered from what the node has itself.
    const { text } = await send(get, old.endpoint, { key: "k" });
    expect(text).toContain(`"${btoa(value)}"`);

    for (const node of cluster.nodes) {
      if (node !== old) await processOf(node).kill();
    }
    await until(
      "it to know that it is alone",
      async () => await cluster.health(old) === "alone",
    );
    expect(await cluster.leader()).toBe("");
    expect(await cluster.caughtUp(old)).toBe(false);
  },
);

for (const name of ["wipe-leader", "wipe-follower"]) {
  testEtcd(
    `${name} takes all from a node, which comes back as another member and gets it again ${needs}`,
    async () => {
      await using processes = await ProcessGroup.create();
      const settings = { ...fast, serializable: "true" };
      const cluster = await startOn(etcd, processes, { settings });
      const { put, get } = clientOf(cluster);
      const first = await cluster.leader();
      const before = nodeNamed(cluster, first);
      const keys = Array.from({ length: 200 }, (_, i) => `k-${i}`);
      const value = "x".repeat(1000);
      for (const key of keys) await send(put, before.endpoint, { key, value });

      const { node, heal } = await disturb(cluster, name);
      expect(node === before).toBe(name === "wipe-leader");
      expect(processOf(node).pid).toBeNull();
      const folder = `/dev/shm/${processes.run}/${node.name}`;
      await expect(Deno.stat(folder)).rejects.toThrow(Deno.errors.NotFound);
      expect(await cluster.caughtUp(node)).toBe(false);
      const old = await memberNamed(cluster, node.name);
      await heal();
      await until("it to catch up", () => cluster.caughtUp(node));
      // A serializable read is answered from what the node has itself.
      for (const key of keys) {
        const { text } = await send(get, node.endpoint, { key });
        expect(text).toContain(`"${btoa(value)}"`);
      }
      const now = await memberNamed(cluster, node.name);
      expect(now.peerURLs).toEqual(old.peerURLs);
      expect(now.ID).not.toBe(old.ID);

      // It can be started again like any other, and lead.
      await processOf(node).kill();
      processOf(node).start();
      await until("it to be back", () => cluster.caughtUp(node));
      const leader = nodeNamed(cluster, await cluster.leader());
      await ask(leader, "maintenance/transfer-leadership", {
        targetID: now.ID,
      });
      await until(
        "it to lead",
        async () => await cluster.leader() === node.name,
      );
    },
  );
}

testEtcd(
  `leader() finds the new one while the old one hangs ${needs}`,
  async () => {
    await using processes = await ProcessGroup.create();
    const cluster = await startOn(etcd, processes, { settings: fast });
    const old = nodeNamed(cluster, await cluster.leader());
    await processOf(old).pause();
    await until("a new leader", async () => {
      const leader = await cluster.leader();
      return leader !== "" && leader !== old.name;
    });
    expect(await cluster.health(old)).toBe("down");
    processOf(old).resume();
    await until(
      "it to be well",
      async () => await cluster.health(old) === "up",
    );
  },
);

testEtcd(`peers reach a proxied node through its link ${needs}`, async () => {
  await using processes = await ProcessGroup.create();
  const cluster = await startOn(etcd, processes, {
    settings: fast,
    proxied: true,
  });
  try {
    const old = nodeNamed(cluster, await cluster.leader());
    old.link?.set({ ...calm, drop: true });
    await until("a new leader", async () => {
      const leader = await cluster.leader();
      return leader !== "" && leader !== old.name;
    });
    old.link?.set(calm);
    await until("it to be back", () => cluster.caughtUp(old));
  } finally {
    await closeLinks(cluster);
  }
});

testEtcd(`settings reach etcd, and data in memory goes ${needs}`, async () => {
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
    expect(await cluster.leader()).toBe("node-0");
    expect(await cluster.caughtUp(node)).toBe(true);
    folder = `/dev/shm/${processes.run}`;
    expect((await Deno.stat(`${folder}/node-0/member`)).isDirectory).toBe(true);
  }
  await expect(Deno.stat(folder)).rejects.toThrow(Deno.errors.NotFound);
});

testEtcd(
  `a cluster that has no majority without a node replaces none ${needs}`,
  async () => {
    await using processes = await ProcessGroup.create();
    const cluster = await startOn(etcd, processes, {
      nodes: 1,
      settings: fast,
    });
    await expect(disturb(cluster, "wipe-leader")).rejects.toThrow(
      "Cannot do wipe-leader as etcd with nodes=1 has no majority without one of them",
    );
  },
);

testEtcd(`start() ends when it is told to ${needs}`, async () => {
  await using processes = await ProcessGroup.create();
  const starting = etcd.start({
    ...{ nodes: 3, settings: fast, processes, network: loopback },
    ...{ proxied: true, signal: AbortSignal.abort(new Error("enough")) },
  });
  await expect(starting).rejects.toThrow("enough");
});

test("start() refuses settings that cannot be", async () => {
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
