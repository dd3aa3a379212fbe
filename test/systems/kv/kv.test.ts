import { expect, test } from "vitest";
import { loopback } from "../../../src/lab/network/network.ts";
import { delay } from "../../../src/lab/timing/delay.ts";
import { ProcessGroup } from "../../../src/lab/processes/process_group.ts";
import type {
  Cluster,
  ClusterNode,
} from "../../../src/lab/system/system_under_test.ts";
import { unimpaired } from "../../../src/lab/network/tcp_proxy.ts";
import { kv } from "../../../src/systems/kv/kv.ts";
import { hasCaughtUp, injectFault } from "../../testing/clusters.ts";
import { waitUntil } from "../../../src/lab/processes/wait_until_ready.ts";

const { signal } = new AbortController();

function startCluster(
  processes: ProcessGroup,
  { nodes = 3, proxied = false, settings = {} } = {},
): Promise<Cluster> {
  return kv.start({
    ...{ nodes, settings, processes, proxied, signal },
    network: loopback,
  });
}

function threeOf({ nodes: [first, second, third] }: Cluster) {
  if (!first || !second || !third) throw new Error("Cannot find three nodes");
  return [first, second, third] as const;
}

function processOf({ process, name }: ClusterNode) {
  if (!process) throw new TypeError(`Cannot find the process of ${name}`);
  return process;
}

async function send(node: ClusterNode, path: string, init: RequestInit = {}) {
  const { host, port } = node.endpoint;
  const response = await fetch(`http://${host}:${port}${path}`, init);
  return { status: response.status, text: await response.text() };
}

const put = (node: ClusterNode, key: string, body: string) =>
  send(node, `/data/${key}`, { method: "PUT", body });
const get = (node: ClusterNode, key: string) => send(node, `/data/${key}`);

async function status(node: ClusterNode) {
  return JSON.parse((await send(node, "/status")).text);
}

/** Waits for a condition, with a timeout of 10 s. */
function until(what: string, check: () => Promise<boolean>) {
  return waitUntil(check, {
    ...{ timeout: 10, every: 0.02, signal, what, processes: [] },
  });
}

/** Writes keys with their own names as values, 50 at a time, and returns those acknowledged. */
async function writeMany(
  nodes: readonly ClusterNode[],
  prefix: string,
  count: number,
): Promise<readonly string[]> {
  const keys = Array.from({ length: count }, (_, at) => `${prefix}-${at}`);
  return await select(keys, async (key, at) => {
    const node = nodes[at % nodes.length];
    const response = node && await put(node, key, key).catch(() => null);
    return response?.status === 201;
  });
}

/** Returns the keys whose value a node does not return. */
function missing(node: ClusterNode, keys: readonly string[]) {
  return select(keys, async (key) => {
    const { status, text } = await get(node, key);
    if (status !== 200 && status !== 404) throw new Error(`${status} ${text}`);
    return status !== 200 || text !== key;
  });
}

async function select(
  keys: readonly string[],
  isSelected: (key: string, at: number) => Promise<boolean>,
): Promise<readonly string[]> {
  const selected: string[] = [];
  const remaining = keys.entries();
  await Promise.all(Array.from({ length: 50 }, async () => {
    for (const [at, key] of remaining) {
      if (await isSelected(key, at)) selected.push(key);
    }
  }));
  return selected;
}

test("start() forms one cluster: a value written to one node is read from all", async () => {
  await using processes = await ProcessGroup.create();
  const cluster = await startCluster(processes);
  expect(cluster.version).toMatch(/^\d+\.\d+\.\d+$/);
  expect(cluster.leader).toBeNull();
  const [first, , last] = threeOf(cluster);
  expect((await put(first, "k", "value")).status).toBe(201);
  for (const node of cluster.nodes) {
    expect(await get(node, "k")).toEqual({ status: 200, text: "value" });
    expect((await get(node, "other")).status).toBe(404);
    expect(await cluster.health(node)).toBe("up");
    const { text } = await send(node, "/topology");
    expect(JSON.parse(text)).toMatchObject({
      majority: 2,
      peers: [{ reachable: true, synced: true }, { reachable: true }],
    });
  }
  const { status: deleted } = await send(last, "/data/k", { method: "DELETE" });
  expect(deleted).toBe(204);
  expect((await get(first, "k")).status).toBe(404);

  await send(first, "/data/brief?ttl=1", { method: "PUT", body: "expiring" });
  expect((await get(last, "brief")).status).toBe(200);
  await until("expiry", async () => (await get(last, "brief")).status === 404);

  const metrics = await (await fetch(first.metrics)).text();
  expect(metrics).toContain('kv_requests_total{method="PUT",status="201"} 2\n');
  expect(metrics).toContain("kv_peers_up 2\n");

  // Invalid requests, through a real server.
  const large = "a".repeat(10 * 1024 * 1024 + 1);
  expect((await put(first, "k", large)).status).toBe(413);
  expect((await put(first, "a%2F..%2Fb", "x")).status).toBe(400);
  expect(
    (await send(first, "/peer/pages", { method: "POST", body: "{" })).status,
  )
    .toBe(400);
  expect(
    (await send(first, "/peer/items/k", { method: "PUT", body: "x" })).status,
  )
    .toBe(400);
  expect((await get(first, "k")).status).toBe(404);
});

test("wipe-leader is a crash, with a note that states so, and is unavailable for a cluster of one", async () => {
  await using processes = await ProcessGroup.create();
  const cluster = await startCluster(processes);
  const keys = await writeMany(cluster.nodes, "k", 100);
  const { node, note, heal } = await injectFault(cluster, "wipe-leader");
  expect(note).toBe(
    "the system has no leader, so node-0 was taken for the leader; kv keeps nothing on disk: it lost no more than by a crash",
  );
  expect(processOf(node).pid).toBeNull();
  await heal();
  await until("it to catch up", () => hasCaughtUp(cluster, node));
  expect(await missing(node, keys)).toEqual([]);

  const single = await startCluster(processes, { nodes: 1 });
  await expect(injectFault(single, "wipe-leader")).rejects.toThrow(
    "Cannot do wipe-leader as a cluster of one node has no peer to restore data from",
  );
});

test("a killed node loses no acknowledged write, and catches up after its restart", async () => {
  await using processes = await ProcessGroup.create();
  const cluster = await startCluster(processes);
  const [first, second, victim] = threeOf(cluster);
  const before = await writeMany(cluster.nodes, "before", 150);
  expect(before.length).toBe(150);

  const during = writeMany(cluster.nodes, "during", 300);
  await processOf(victim).kill();
  const survivors = [first, second];
  const after = await writeMany(survivors, "after", 150);
  expect(after.length).toBe(150);
  expect(await cluster.health(victim)).toBe("down");
  expect(await hasCaughtUp(cluster, victim)).toBe(false);
  const acknowledged = [...before, ...await during, ...after];
  for (const node of survivors) {
    expect(await missing(node, acknowledged)).toEqual([]);
  }

  processOf(victim).start();
  await until("catching up", () => hasCaughtUp(cluster, victim));
  expect(await cluster.health(victim)).toBe("up");
  const { items, digest } = await status(victim);
  expect(items).toBeGreaterThanOrEqual(acknowledged.length);
  for (const node of survivors) {
    expect(await status(node)).toMatchObject({ items, digest });
  }
  // Now the restarted node is needed for the majority.
  await processOf(first).kill();
  expect(await missing(victim, acknowledged)).toEqual([]);
});

test("a paused node does not stall the others, and catches up when resumed", async () => {
  await using processes = await ProcessGroup.create();
  const cluster = await startCluster(processes);
  const [first, second, victim] = threeOf(cluster);
  processOf(victim).signal("SIGSTOP");
  const start = performance.now();
  let slowest = 0;
  const keys: string[] = [];
  for (let at = 0; performance.now() - start < 2200; at++) {
    const sent = performance.now();
    const key = `paused-${at}`;
    expect((await put(at % 2 ? first : second, key, key)).status).toBe(201);
    expect((await get(at % 2 ? second : first, key)).text).toBe(key);
    slowest = Math.max(slowest, performance.now() - sent);
    keys.push(key);
    await delay(0.02, signal);
  }
  // Far below the quorum timeout of 2 s.
  expect(slowest).toBeLessThan(1000);
  expect(await cluster.health(victim)).toBe("down");
  expect((await status(first)).peers_up).toBe(1);

  processOf(victim).signal("SIGCONT");
  await until("catching up", () => hasCaughtUp(cluster, victim));
  expect((await status(victim)).digest).toBe((await status(first)).digest);
  await processOf(first).kill();
  expect(await missing(victim, keys)).toEqual([]);
});

test("without a majority no write is acknowledged, and writes resume with it", async () => {
  await using processes = await ProcessGroup.create();
  const settings = { quorum_timeout: "1" };
  const cluster = await startCluster(processes, { settings });
  const [last, ...others] = threeOf(cluster);
  const acknowledged = await writeMany(cluster.nodes, "k", 50);
  for (const node of others) processOf(node).signal("SIGSTOP");
  // Until it notices that they are down, it waits for the timeout.
  const waited = await put(last, "lost", "x");
  expect(waited.status).toBe(503);
  expect(waited.text).toMatch(/^Cannot reach a majority/);
  expect((await get(last, "k-0")).status).toBe(503);
  await until("alone", async () => await cluster.health(last) === "alone");
  const start = performance.now();
  expect((await put(last, "refused", "x")).status).toBe(503);
  expect(performance.now() - start).toBeLessThan(250);

  for (const node of others) processOf(node).signal("SIGCONT");
  // Paused nodes are not healthy until they have pulled what they missed.
  for (const node of cluster.nodes) {
    await until("a majority", async () => await cluster.health(node) === "up");
    await until("catching up", () => hasCaughtUp(cluster, node));
  }
  for (const node of cluster.nodes) {
    expect(await missing(node, acknowledged)).toEqual([]);
  }
  expect((await get(last, "refused")).status).toBe(404);

  // A majority that loses its memory loses data, as documented; the cluster must recover nevertheless.
  for (const node of others) await processOf(node).kill();
  const [forgetful, latecomer] = others;
  processOf(forgetful).start();
  await until(
    "a write",
    async () => (await put(last, "new", "x")).status === 201,
  );
  // Too few nodes still have the acknowledged writes: new writes are stored, but reads are refused.
  expect((await get(last, "k-0")).status).toBe(503);
  expect((await send(forgetful, "/health")).status).toBe(503);
  expect(await cluster.health(forgetful)).toBe("alone");
  processOf(latecomer).start();
  for (const node of cluster.nodes) {
    await until("a new start", () => hasCaughtUp(cluster, node));
  }
  for (const node of cluster.nodes) {
    expect(await missing(node, acknowledged)).toEqual([]);
  }
});

test("a node completes requests in flight at SIGTERM, then exits", async () => {
  await using processes = await ProcessGroup.create();
  const cluster = await startCluster(processes, { nodes: 2 });
  const [node, other] = cluster.nodes;
  if (!node || !other) throw new Error("no node");
  // The write waits for a majority while its node receives SIGTERM.
  processOf(other).signal("SIGSTOP");
  const waiting = put(node, "slow", "done");
  await new Promise((resolve) => setTimeout(resolve, 100));
  processOf(node).signal("SIGTERM");
  await new Promise((resolve) => setTimeout(resolve, 100));
  processOf(other).signal("SIGCONT");
  expect((await waiting).status).toBe(201);
  expect(await processOf(node).ended()).toMatchObject({
    code: 0,
    signal: null,
  });
});

test("a node reads a request body that is still being sent at SIGTERM, and responds", async () => {
  await using processes = await ProcessGroup.create();
  const cluster = await startCluster(processes, { nodes: 1 });
  const [node] = cluster.nodes;
  if (!node) throw new Error("no node");
  const body = new TransformStream<Uint8Array, Uint8Array>();
  const writer = body.writable.getWriter();
  const response = send(node, "/data/slow", {
    ...{ method: "PUT", body: body.readable, duplex: "half" },
  });
  await writer.write(new TextEncoder().encode("half "));
  await delay(0.1, signal);
  processOf(node).signal("SIGTERM");
  await until("refusal", async () => await cluster.health(node) === "down");
  await writer.write(new TextEncoder().encode("done"));
  await writer.close();
  expect((await response).status).toBe(201);
  expect(await processOf(node).ended()).toMatchObject({
    code: 0,
    signal: null,
  });
});

test("peers of a proxied cluster meet through the links, which clients do not", async () => {
  await using processes = await ProcessGroup.create();
  const cluster = await startCluster(processes, { proxied: true });
  const [first, , victim] = threeOf(cluster);
  try {
    victim.peerProxy?.set({ ...unimpaired, drop: true });
    await until("separation", async () => {
      return !(await hasCaughtUp(cluster, victim)) &&
        (await status(first)).peers_up === 1;
    });
    expect((await put(first, "k", "unheard")).status).toBe(201);
    // Its own requests are not dropped: it may have pulled the item by now, and a read asks a majority in any case.
    expect((await get(victim, "k")).text).toBe("unheard");
    victim.peerProxy?.set(unimpaired);
    await until("catching up", () => hasCaughtUp(cluster, victim));
    expect((await status(victim)).digest).toBe((await status(first)).digest);
  } finally {
    for (const { peerProxy } of cluster.nodes) {
      await peerProxy?.[Symbol.asyncDispose]();
    }
  }
});

test("start() reports why a node does not start", async () => {
  await using processes = await ProcessGroup.create();
  const settings = { quorum_timeout: "soon" };
  await expect(startCluster(processes, { settings })).rejects.toThrow(
    /node-\d has ended: Cannot start as --timeout must be 0.05 to 60: soon/,
  );
});
