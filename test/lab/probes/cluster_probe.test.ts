import { expect, test } from "vitest";
import { ClusterProbe } from "../../../src/lab/probes/cluster_probe.ts";
import type { Cluster, ClusterNode, Health } from "../../../src/lab/system/system_under_test.ts";
import type { Event } from "../../../src/record/mod.ts";
import { sleep, until } from "../_until.ts";

const nodes: readonly ClusterNode[] = ["node-0", "node-1"].map((name) => ({
  name,
  endpoint: { name, host: "127.0.0.1", port: 1 },
  process: null,
  metrics: "",
  link: null,
}));

/** A cluster that says what it is told to say. */
function toCluster() {
  const says = {
    leader: "node-0",
    health: { "node-0": "up", "node-1": "up" } as Record<string, Health>,
    caughtUp: false,
    fails: false,
    healthDelay: 0,
    asked: 0,
  };
  const cluster: Cluster = {
    version: "1",
    client: { protocol: "resp" },
    nodes,
    leader() {
      says.asked++;
      return says.fails
        ? Promise.reject(new Error("no route"))
        : Promise.resolve(says.leader);
    },
    async health({ name }) {
      if (name === "node-1") await sleep(says.healthDelay);
      return says.health[name] ?? "down";
    },
    caughtUp: () => Promise.resolve(says.caughtUp),
    replacement: "it keeps nothing",
  };
  return { says, cluster };
}

function toProbe(cluster: Cluster) {
  const events: Event[] = [];
  const warnings: string[] = [];
  const probe = new ClusterProbe({
    run_id: "r",
    cluster,
    onEvents: (rows) => events.push(...rows),
    onWarning: (code, message) => warnings.push(`${code}: ${message}`),
    leaderEvery: 0.01,
    healthEvery: 0.01,
  });
  const told = () =>
    events.map(({ kind, subject, detail }) =>
      `${kind} ${subject} ${detail}`.trim()
    );
  return { probe, events, warnings, told };
}

test("ClusterProbe tells how things stand, and then each change once", async () => {
  const { says, cluster } = toCluster();
  const { probe, told, events } = toProbe(cluster);
  await using _ = probe;
  await until(() => told().length === 3);
  await sleep(50);
  expect(told().sort())
    .toEqual(["health node-0 up", "health node-1 up", "leader node-0"]);
  says.leader = "";
  says.health["node-0"] = "down";
  await until(() => told().length === 5);
  says.leader = "node-1";
  await until(() => told().length === 6);
  await sleep(50);
  expect(told().slice(3).sort())
    .toEqual(["health node-0 down", "leader", "leader node-1"]);
  const at = Date.parse(events.at(-1)?.at ?? "");
  expect(Math.abs(Date.now() - at)).toBeLessThan(1000);
});

test("sample() counts nodes that are up, once all were asked", async () => {
  const { says, cluster } = toCluster();
  says.health["node-1"] = "alone";
  const { probe } = toProbe(cluster);
  await using _ = probe;
  expect(probe.sample()).toEqual([]);
  await until(() => probe.sample().length > 0);
  expect(
    probe.sample().map(({ source, metric, value }) =>
      `${source} ${metric} ${value}`
    ),
  ).toEqual(["cluster healthy 1", "cluster nodes 2"]);
});

test("ClusterProbe does not let a node that answers late delay what is known of others", async () => {
  const { says, cluster } = toCluster();
  const { probe, told } = toProbe(cluster);
  await using _ = probe;
  await until(() => told().length === 3);
  says.healthDelay = 1000;
  await sleep(50);
  says.health["node-0"] = "down";
  says.health["node-1"] = "down";
  await until(() => told().includes("health node-0 down"));
  expect(told()).not.toContain("health node-1 down");
});

test("watchCatchUp() tells once when a node has caught up", async () => {
  const { says, cluster } = toCluster();
  const { probe, told } = toProbe(cluster);
  await using _ = probe;
  const [, node] = nodes;
  if (!node) throw new TypeError("no node");
  probe.watchCatchUp(node);
  probe.watchCatchUp(node);
  await sleep(120);
  expect(told()).not.toContain("caught_up node-1");
  says.caughtUp = true;
  await until(() => told().includes("caught_up node-1"));
  await sleep(100);
  expect(told().filter((text) => text === "caught_up node-1")).toHaveLength(1);
});

test("ClusterProbe counts questions that fail as warnings and asks on", async () => {
  const { says, cluster } = toCluster();
  says.fails = true;
  const { probe, told, warnings } = toProbe(cluster);
  await using _ = probe;
  await until(() => warnings.length > 1);
  says.fails = false;
  await until(() => told().includes("leader node-0"));
  expect(warnings[0]).toBe(
    "probe-failed: the cluster could not be asked: no route",
  );
});

test("ClusterProbe asks and tells nothing after its end", async () => {
  const { says, cluster } = toCluster();
  const { probe, events } = toProbe(cluster);
  const [node] = nodes;
  if (!node) throw new TypeError("no node");
  probe.watchCatchUp(node);
  await sleep(30);
  await probe[Symbol.asyncDispose]();
  const { asked } = says;
  const { length } = events;
  says.leader = "node-1";
  says.caughtUp = true;
  await sleep(100);
  expect(says.asked).toBe(asked);
  expect(events).toHaveLength(length);
});
