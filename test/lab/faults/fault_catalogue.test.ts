import { expect, test } from "vitest";
import {
  faults,
  faultSettings,
  findFault,
} from "../../../src/lab/faults/fault_catalogue.ts";
import type { Fault } from "../../../src/lab/faults/fault_definition.ts";
import { loopback, type Network } from "../../../src/lab/network/network.ts";
import { ProcessGroup } from "../../../src/lab/processes/process_group.ts";
import type {
  Cluster,
  ClusterNode,
} from "../../../src/lab/system/system_under_test.ts";
import { TcpProxy } from "../../../src/lab/network/tcp_proxy.ts";
import { throttleUnavailableReason } from "../../../src/lab/limits/cpu_throttle.ts";
import { until } from "../../testing/processes.ts";
import { whileQuiet } from "../../testing/quiet.ts";

const noThrottle = await throttleUnavailableReason();

interface StandIn {
  readonly nodes?: number;
  readonly leader?: string;
  readonly proxied?: boolean;
}

/** A cluster of processes that write a line every 10 ms, and "bye" on SIGTERM. */
async function startStandIn(
  { nodes = 3, leader = "node-1", proxied = false }: StandIn = {},
) {
  const stack = new AsyncDisposableStack();
  const processes = stack.use(await ProcessGroup.create());
  const made = Array.from({ length: nodes }, async (_, i) => {
    const target = { hostname: "127.0.0.1", port: processes.freePort() };
    const node: ClusterNode = {
      name: `node-${i}`,
      endpoint: { name: `node-${i}`, host: target.hostname, port: target.port },
      process: processes.spawn(`node-${i}`, [
        "sh",
        "-c",
        "trap 'echo bye; exit' TERM; while :; do echo x; sleep 0.01; done",
      ]),
      metrics: "",
      peerProxy: proxied ? stack.use(await TcpProxy.listen(target)) : null,
    };
    return node;
  });
  const cluster: Cluster = {
    version: "0",
    client: { protocol: "resp" },
    nodes: await Promise.all(made),
    leader: () => Promise.resolve(leader),
    health: () => Promise.resolve("up"),
    caughtUp: () => Promise.resolve(true),
    replacement: "it keeps nothing",
  };
  return { stack, cluster };
}

const values = { delay: 0.5, cpu_share: 0.2 };

/** Injects a fault into a cluster on loopback. */
async function inject(name: string, cluster: Cluster, network = loopback) {
  const apply = await find(name).prepare({ cluster, network, values });
  return await apply();
}

function find(name: string): Fault {
  const fault = findFault(name);
  if (!fault) throw new RangeError(`Cannot find fault '${name}'`);
  return fault;
}

function unavailable(name: string, cluster: Cluster, network = loopback) {
  return find(name).unavailableReason({ cluster, network, values });
}

async function size({ process }: ClusterNode): Promise<number> {
  return (await process?.readLog(1e9) ?? "").length;
}

/**
 * Waits until these nodes have written to their logs, and returns the names of all that have: their processes are
 * running.
 */
async function findRunning(
  { nodes }: Cluster,
  expected: readonly string[],
): Promise<string[]> {
  const before = await Promise.all(nodes.map(size));
  let running: string[] = [];
  await until(`${expected} write`, async () => {
    await new Promise((resolve) => setTimeout(resolve, 150));
    const after = await Promise.all(nodes.map(size));
    running = nodes.filter((_, i) => (after[i] ?? 0) > (before[i] ?? 0))
      .map(({ name }) => name);
    return expected.every((name) => running.includes(name));
  });
  return running;
}

test("faults have unique names, titles and settings", () => {
  const names = faults.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  expect(new Set(faults.map(({ title }) => title)).size).toBe(names.length);
  const keys = faults.flatMap(({ settings }) => Object.keys(settings));
  expect(Object.keys(faultSettings)).toEqual(keys);
});

for (
  const { name, targets, down } of [
    { name: "kill-leader", targets: ["node-1"], down: true },
    { name: "kill-follower", targets: ["node-2"], down: true },
    { name: "restart-leader", targets: ["node-1"], down: true },
    { name: "majority-down", targets: ["node-1", "node-2"], down: true },
    { name: "pause-leader", targets: ["node-1"], down: false },
    { name: "pause-follower", targets: ["node-2"], down: false },
  ]
) {
  test(`${name} is active when inject() resolves, and healed when heal() does`, async () => {
    const { stack, cluster } = await startStandIn();
    await using _ = stack;
    const all = cluster.nodes.map(({ name }) => name);
    expect(await findRunning(cluster, all)).toHaveLength(3);
    const pids = cluster.nodes.map(({ process }) => process?.pid);
    expect(await unavailable(name, cluster)).toBe("");
    const { nodes, note, heal } = await inject(name, cluster);
    expect(nodes.map(({ name }) => name)).toEqual(targets);
    expect(note).toBe("");
    for (const { process } of nodes) {
      if (down) expect(process?.pid).toBeNull();
      expect(await process?.logTail(1)).toBe(
        name === "restart-leader" ? "bye" : "x",
      );
    }
    const others = all.filter((name) => !targets.includes(name));
    expect(await findRunning(cluster, others)).toEqual(others);
    await heal();
    const now = cluster.nodes.map(({ process }) => process?.pid);
    expect(now.every((pid) => typeof pid === "number")).toBe(true);
    expect(now.map((pid, i) => pid === pids[i])).toEqual(
      all.map((name) => !down || !targets.includes(name)),
    );
    expect(await findRunning(cluster, all)).toHaveLength(3);
  });
}

for (
  const { name, target } of [
    { name: "wipe-leader", target: "node-1" },
    { name: "wipe-follower", target: "node-2" },
  ]
) {
  test(`${name} wipes a stopped node, and heal() replaces it`, async () => {
    const { stack, cluster } = await startStandIn();
    await using _ = stack;
    const done: string[] = [];
    const record = async (act: string, { name, process }: ClusterNode) => {
      await Promise.resolve();
      done.push(`${act} ${name} ${process?.pid ? "running" : "dead"}`);
    };
    const replaceable: Cluster = {
      ...cluster,
      replacement: {
        note: "its disk is small",
        wipe: (node) => record("wipe", node),
        rejoin: (node) => record("rejoin", node),
      },
    };
    const { nodes, note, heal } = await inject(name, replaceable);
    expect(nodes.map(({ name }) => name)).toEqual([target]);
    expect(note).toBe("its disk is small");
    expect(done).toEqual([`wipe ${target} dead`]);
    await heal();
    expect(done).toEqual([`wipe ${target} dead`, `rejoin ${target} dead`]);
  });
}

for (
  const { name, connected, late } of [
    { name: "slow-link", connected: true, late: true },
    { name: "narrow-link", connected: true, late: false },
    { name: "drop-link", connected: true, late: true },
    { name: "reset-link", connected: false, late: true },
  ]
) {
  test(`${name} affects connections of peers to the leader, and heal() restores them`, () =>
    // A byte takes some turns of this process, which are less than the delay even if it waits before each.
    whileQuiet(75, async () => {
      const { stack, cluster } = await startStandIn({ proxied: true });
      await using _ = stack;
      expect(find(name).requires).toEqual(["proxies"]);
      const { peerProxy, endpoint } = cluster.nodes[1] ?? {};
      if (!peerProxy || !endpoint) throw new Error("There is no proxy");
      using listener = Deno.listen({
        hostname: endpoint.host,
        port: endpoint.port,
      });
      const connect = async () => {
        const near = stack.use(
          await Deno.connect({ port: peerProxy.port, hostname: "127.0.0.1" }),
        );
        return { near, far: stack.use(await listener.accept()) };
      };
      /** Milliseconds until a byte arrives; Infinity after 1.5 s. */
      const ping = async (
        { near, far }: Awaited<ReturnType<typeof connect>>,
      ) => {
        const from = performance.now();
        await near.write(new Uint8Array(1));
        const read = far.read(new Uint8Array(1)).catch(() => null);
        const timer = new Promise<null>((resolve) =>
          setTimeout(() => resolve(null), 1500)
        );
        return await Promise.race([read, timer]) === 1
          ? performance.now() - from
          : Infinity;
      };
      const pair = await connect();
      expect(await ping(pair)).toBeLessThan(450);
      const { nodes, heal } = await inject(name, cluster);
      expect(nodes.map(({ name }) => name)).toEqual(["node-1"]);
      const time = await ping(pair).catch(() => Infinity);
      expect(time > 450).toBe(late);
      expect(Number.isFinite(time)).toBe(connected && name !== "drop-link");
      await heal();
      expect(await ping(await connect())).toBeLessThan(450);
    }));
}

test("partitions isolate the leader or the node after it, and heal() rejoins it", async () => {
  const { stack, cluster } = await startStandIn({ leader: "node-2" });
  await using _ = stack;
  const calls: string[] = [];
  const network: Network = {
    ...loopback,
    isolate: (index) => Promise.resolve(void calls.push(`isolate ${index}`)),
    rejoin: (index) => Promise.resolve(void calls.push(`rejoin ${index}`)),
  };
  for (const name of ["partition-leader", "partition-follower"]) {
    expect(await unavailable(name, cluster, network)).toBe("");
    const { heal } = await inject(name, cluster, network);
    await heal();
  }
  expect(calls).toEqual(["isolate 2", "rejoin 2", "isolate 0", "rejoin 0"]);
});

test.skipIf(noThrottle !== "")(
  `slow-node limits the leader to its share of a core${
    noThrottle && ` [skipped: ${noThrottle}]`
  }`,
  async () => {
    await using processes = await ProcessGroup.create();
    const { stack, cluster } = await startStandIn();
    await using _ = stack;
    const spinner = processes.spawn("node-0", [
      "sh",
      "-c",
      "while :; do :; done",
    ]);
    const [first] = cluster.nodes;
    if (!first) throw new Error("There is no node");
    const { nodes, heal } = await inject("slow-node", {
      ...cluster,
      nodes: [{ ...first, process: spinner }],
      leader: () => Promise.resolve("node-0"),
    });
    expect(nodes[0]?.process).toBe(spinner);
    const ticks = async () => {
      const stat = await Deno.readTextFile(`/proc/${spinner.pid}/stat`);
      return Number(stat.replace(/.*\) /, "").split(" ")[11]);
    };
    const from = performance.now();
    const before = await ticks();
    await new Promise((resolve) => setTimeout(resolve, 500));
    const used = await ticks() - before;
    // Half a second at 20 % are 10 ticks of 10 ms, and one period's share may have been left.
    const share = (performance.now() - from) / 10 * 0.2;
    expect(used).toBeLessThan(share + 7);
    await heal();
  },
);

test("a leader fault in a cluster without a leader targets node-0, with a note", async () => {
  const { stack, cluster } = await startStandIn({ leader: "" });
  await using _ = stack;
  const { nodes, note } = await inject("pause-leader", cluster);
  expect(nodes.map(({ name }) => name)).toEqual(["node-0"]);
  expect(note).toBe("no node led, so node-0 was taken for the leader");
  const leaderless = await inject("pause-follower", {
    ...cluster,
    leader: null,
  });
  expect(leaderless.nodes.map(({ name }) => name)).toEqual(["node-1"]);
  expect(leaderless.note).toBe(
    "the system has no leader, so node-0 was taken for the leader",
  );
});

test("unavailableReason() states why a fault cannot be injected", async () => {
  const { stack, cluster } = await startStandIn({ nodes: 1, leader: "node-0" });
  await using _ = stack;
  const foreign: Cluster = {
    ...cluster,
    nodes: cluster.nodes.map((node) => ({ ...node, process: null })),
  };
  for (
    const [name, on, reason] of [
      ["kill-leader", foreign, "node-0 was started by somebody else"],
      ["slow-node", foreign, "node-0 was started by somebody else"],
      ["wipe-leader", foreign, "node-0 was started by somebody else"],
      ["wipe-leader", cluster, "it keeps nothing"],
      ["kill-follower", cluster, "a cluster of one has no other node"],
      ["partition-leader", cluster, "a cluster of one has no other node"],
      [
        "slow-link",
        cluster,
        "peers do not reach one another through proxies here",
      ],
    ] as const
  ) {
    expect(await unavailable(name, on)).toBe(reason);
  }
});

test("unavailableReason() of a partition states that namespaces are missing", async () => {
  const { stack, cluster } = await startStandIn();
  await using _ = stack;
  expect(await unavailable("partition-leader", cluster))
    .toBe("nodes have no network namespace each");
});

test("inject() heals the other nodes when it fails at one", async () => {
  const { stack, cluster } = await startStandIn();
  await using _ = stack;
  await cluster.nodes[2]?.process?.kill();
  await expect(inject("majority-down", cluster)).rejects.toThrow(
    "Cannot inject a fault into node-2 as it does not run",
  );
  expect(cluster.nodes[1]?.process?.pid).not.toBeNull();
});
