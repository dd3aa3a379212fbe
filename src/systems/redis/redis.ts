/**
 * Starts Redis 7: standalone, or a cluster of three masters without or with one replica each. Of six nodes the first
 * three start as masters. Acknowledged writes can be lost: replication is asynchronous, and by default nothing is on
 * disk.
 */
import { choice, number, type ValuesOf } from "../../lab/plan/settings.ts";
import type {
  Cluster,
  ClusterNode,
  ClusterSystem,
  StartOptions,
} from "../../lab/system/system_under_test.ts";
import { UsageError } from "../../record/mod.ts";
import { describeSettings, readSettings } from "../support/system_settings.ts";
import { findProgram } from "../support/find_program.ts";
import { type NodeAddress, startNodes } from "../support/start_nodes.ts";
import {
  isClusterReady,
  isResponding,
  readVersion,
  toCluster,
} from "./redis_cluster.ts";
import { toReplacement } from "./redis_replica_replacement.ts";
import { waitUntil } from "../../lab/processes/wait_until_ready.ts";

const server = { names: ["redis-server"], debianPackage: "redis-server" };
const cli = { names: ["redis-cli"], debianPackage: "redis-tools" };

const settings = {
  cluster_node_timeout: number("Cluster node time-out", 15, {
    unit: "s",
    min: 0.1,
    max: 600,
    identifies: true,
    about: "after which an unreachable node is marked as failed",
  }),
  append_only: choice("Append-only file", ["no", "everysec", "always"], {
    about: "when writes are synced to disk",
  }),
};

type Values = ValuesOf<typeof settings>;

/** Timeout of each step of forming the cluster; joining takes 1 to 2 s. */
const STEP_TIMEOUT_S = 30;

/** Fewer masters have no majority for a failover. */
const MASTERS = 3;

/** Standalone, masters only, and masters with one replica each. */
const ALLOWED_SIZES: readonly number[] = [1, MASTERS, 2 * MASTERS];

export const redis: ClusterSystem = {
  name: "redis",
  title: "Redis",
  mode: "real",
  can: [
    ...["key-value", "several-nodes", "leader", "catch-up"] as const,
    ...["kill", "replace", "pause", "throttle"] as const,
    ...["namespaces", "proxies"] as const,
  ],
  metricFamilies: [],
  programs: [server, cli],
  settings: describeSettings(settings),
  parameters: settings,
  identifying: [],
  sizes(texts) {
    readSettings(settings, texts);
    return ALLOWED_SIZES;
  },
  start,
};

/**
 * Starts the nodes. The proxy of a node is in front of its cluster bus, which carries gossip and votes, but neither
 * clients nor replication.
 */
async function start(options: StartOptions): Promise<Cluster> {
  const { processes, signal } = options;
  if (!ALLOWED_SIZES.includes(options.nodes)) {
    throw new UsageError(
      `Cannot start redis as nodes must be one of ${
        ALLOWED_SIZES.join(", ")
      }: current value is ${options.nodes}`,
    );
  }
  const values = readSettings(settings, options.settings);
  const path = findProgram(server);
  const cliPath = findProgram(cli);
  const toFolder = ({ name }: { readonly name: string }) =>
    `${processes.folder}/${name}`;
  return await startNodes<Cluster>(options, {
    onePort: false,
    toProgram(node, all) {
      const folder = toFolder(node);
      Deno.mkdirSync(folder);
      return {
        command: [
          ...[path, "--port", String(node.port), "--bind", node.host],
          // In a network namespace the address is not loopback, which protected mode would refuse.
          ...["--dir", folder, "--protected-mode", "no", "--save", ""],
          ...persistence(values),
          ...all.length === 1 ? [] : clusterFlags(values, node),
        ],
        metrics: "",
      };
    },
    async form(nodes) {
      await waitFor(nodes, signal, "respond", async () => {
        const responding = await Promise.all(nodes.map(isResponding));
        return responding.every((isUp) => isUp);
      });
      if (nodes.length > 1) await join(nodes, cliPath, options);
      return toCluster(nodes, {
        version: await readVersion(nodes),
        replacement: toReplacement(nodes, {
          toFolder,
          timeout: STEP_TIMEOUT_S + values.cluster_node_timeout,
          signal,
        }),
      });
    },
  });
}

function persistence({ append_only }: Values): string[] {
  return append_only === "no"
    ? ["--appendonly", "no"]
    : ["--appendonly", "yes", "--appendfsync", append_only];
}

function clusterFlags(
  { cluster_node_timeout }: Values,
  { peerPort, advertisedPort }: NodeAddress,
): string[] {
  return [
    ...["--cluster-enabled", "yes", "--cluster-config-file", "nodes.conf"],
    "--cluster-node-timeout",
    String(Math.round(cluster_node_timeout * 1000)),
    ...["--cluster-port", String(peerPort)],
    ...["--cluster-announce-bus-port", String(advertisedPort)],
    // By default a master waits 5 s for more replicas before it synchronizes the first.
    ...["--repl-diskless-sync-delay", "0"],
  ];
}

/** Joins standalone nodes into one cluster. */
async function join(
  nodes: readonly ClusterNode[],
  cliPath: string,
  { processes, signal }: StartOptions,
): Promise<void> {
  const creating = processes.spawn("redis-cli", [
    ...[cliPath, "--cluster", "create"],
    ...nodes.map(({ endpoint: { host, port } }) => `${host}:${port}`),
    ...["--cluster-replicas", String(nodes.length / MASTERS - 1)],
    "--cluster-yes",
  ]);
  await waitFor(
    nodes,
    signal,
    "join",
    () => Promise.resolve(creating.pid === null),
  );
  const { code } = await creating.ended();
  if (code !== 0) {
    throw new Error(
      `Cannot make a cluster of ${nodes.length} Redis nodes as redis-cli ended with ${code}: ${await creating
        .logTail()}`,
    );
  }
  await waitFor(nodes, signal, "serve", () => isClusterReady(nodes));
}

function waitFor(
  nodes: readonly ClusterNode[],
  signal: AbortSignal,
  act: string,
  check: () => Promise<boolean>,
): Promise<void> {
  return waitUntil(check, {
    timeout: STEP_TIMEOUT_S,
    signal,
    what: `${nodes.length} Redis nodes to ${act}`,
    processes: nodes.flatMap(({ process }) => process ?? []),
  });
}
