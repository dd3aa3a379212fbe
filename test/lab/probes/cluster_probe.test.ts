import { expect, test } from "vitest";
import { ClusterProbe } from "../../../src/lab/probes/cluster_probe.ts";
import type {
  Cluster,
  ClusterNode,
  Health,
} from "../../../src/lab/system/system_under_test.ts";
import type { Event } from "../../../src/record/mod.ts";
import { sleep, until } from "../_until.ts";

const nodes: readonly ClusterNode[] = ["node-0", "node-1"].map((name) => ({
  name,
  endpoint: { name, host: "127.0.0.1", port: 1 },
  process: null,
  metrics: "",
  peerProxy: null,
}));

/** Returns a fake cluster whose responses are set by `says`. */
function toCluster() {
  const says = {
    leader: "node-0",
    health: { "node-0": "up", "node-1": "up" } as Record<string, Health>,
    caughtUp: false,
    fails: false,
    /** What the health of node-1 waits for, and how many polls have. */
    healthAfter: Promise.resolve(),
    waiting: 0,
    queries: 0,
  };
  const cluster: Cluster = {
    version: "1",
    client: { protocol: "resp" },
    nodes,
    leader() {
      says.queries++;
      return says.fails
        ? Promise.reject(new Error("no route"))
        : Promise.resolve(says.leader);
    },
    async health({ name }) {
      if (name === "node-1") {
        says.waiting++;
        await says.healthAfter;
      }
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
  const texts = () =>
    events.map(({ kind, subject, detail }) =>
      `${kind} ${subject} ${detail}`.trim()
    );
  return { probe, events, warnings, texts };
}

test("ClusterProbe emits the initial state, and then each change once", async () => {
  const { says, cluster } = toCluster();
  const { probe, texts, events } = toProbe(cluster);
  await using _ = probe;
  await until(() => texts().length === 3);
  await sleep(50);
  expect(texts().sort())
    .toEqual(["health node-0 up", "health node-1 up", "leader node-0"]);
  says.leader = "";
  says.health["node-0"] = "down";
  await until(() => texts().length === 5);
  const before = Date.now();
  says.leader = "node-1";
  await until(() => texts().length === 6);
  const after = Date.now();
  await sleep(50);
  expect(texts().slice(3).sort())
    .toEqual(["health node-0 down", "leader", "leader node-1"]);
  // By the clock of the run, which agrees with the machine's to some ms.
  const at = Date.parse(events.at(-1)?.at ?? "");
  expect(at).toBeGreaterThan(before - 100);
  expect(at).toBeLessThan(after + 100);
});

test("sample() counts healthy nodes, once all were polled", async () => {
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

test("ClusterProbe polls nodes independently, so that a slow one does not delay events of others", async () => {
  const { says, cluster } = toCluster();
  const { probe, texts } = toProbe(cluster);
  await using _ = probe;
  await until(() => texts().length === 3);
  const slow = Promise.withResolvers<void>();
  says.healthAfter = slow.promise;
  const { waiting } = says;
  await until(() => says.waiting > waiting);
  says.health["node-0"] = "down";
  says.health["node-1"] = "down";
  await until(() => texts().includes("health node-0 down"));
  expect(texts()).not.toContain("health node-1 down");
  slow.resolve();
  await until(() => texts().includes("health node-1 down"));
});

test("watchCatchUp() emits one event when a node has caught up", async () => {
  const { says, cluster } = toCluster();
  const { probe, texts } = toProbe(cluster);
  await using _ = probe;
  const [, node] = nodes;
  if (!node) throw new TypeError("no node");
  probe.watchCatchUp(node);
  probe.watchCatchUp(node);
  await sleep(120);
  expect(texts()).not.toContain("caught_up node-1");
  says.caughtUp = true;
  await until(() => texts().includes("caught_up node-1"));
  await sleep(100);
  expect(texts().filter((text) => text === "caught_up node-1")).toHaveLength(1);
});

test("ClusterProbe warns about failed queries and continues polling", async () => {
  const { says, cluster } = toCluster();
  says.fails = true;
  const { probe, texts, warnings } = toProbe(cluster);
  await using _ = probe;
  await until(() => warnings.length > 1);
  says.fails = false;
  await until(() => texts().includes("leader node-0"));
  expect(warnings[0]).toBe(
    "probe-failed: the cluster could not be asked: no route",
  );
});

test("ClusterProbe neither polls nor emits after dispose", async () => {
  const { says, cluster } = toCluster();
  const { probe, events } = toProbe(cluster);
  const [node] = nodes;
  if (!node) throw new TypeError("no node");
  probe.watchCatchUp(node);
  await sleep(30);
  await probe[Symbol.asyncDispose]();
  const { queries } = says;
  const { length } = events;
  says.leader = "node-1";
  says.caughtUp = true;
  await sleep(100);
  expect(says.queries).toBe(queries);
  expect(events).toHaveLength(length);
});
