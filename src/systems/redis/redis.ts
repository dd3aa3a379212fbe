/**
 * Redis 7: one, or a cluster of three masters, alone or with a replica each. Of six nodes the first three begin as masters.
 * Acknowledged writes can be lost: replication is asynchronous, and by default nothing is on disk.
 */
import { z } from "zod";
import { choice, number } from "../../lab/plan/settings.ts";
import type {
  Cluster,
  ClusterNode,
  ClusterSystem,
  StartOptions,
} from "../../lab/system/system_under_test.ts";
import { TcpProxy } from "../../lab/network/tcp_proxy.ts";
import { UsageError } from "../../record/mod.ts";
import { describeSettings, readSettings } from "../support/system_settings.ts";
import { findProgram } from "../support/find_program.ts";
import {
  askVersion,
  isAnswering,
  isOneCluster,
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
    about: "after which a node that does not answer has failed",
  }),
  append_only: choice("Append-only file", ["no", "everysec", "always"], {
    about: "when writes are synced to disk",
  }),
};

const Values = z.object({
  cluster_node_timeout: z.number(),
  append_only: z.string(),
});
type Values = z.infer<typeof Values>;

/** Seconds that each step of becoming a cluster may take; joining takes one or two. */
const STEP = 30;

/** Masters of a cluster; fewer cannot agree on a failover. */
const MASTERS = 3;

/** A single Redis, masters alone, and masters with a replica each. */
const SIZES: readonly number[] = [1, MASTERS, 2 * MASTERS];

export const redis: ClusterSystem = {
  name: "redis",
  title: "Redis",
  mode: "real",
  programs: [server, cli],
  settings: describeSettings(settings),
  parameters: settings,
  identifying: [],
  sizes(texts) {
    readSettings(settings, texts);
    return SIZES;
  },
  start,
};

/**
 * A link of a proxied node stands before its cluster bus: who is alive and who votes goes through it, but neither clients
 * nor replication. Links are their nodes' to dispose of; when the start fails, they are closed.
 */
async function start(options: StartOptions): Promise<Cluster> {
  const { processes, network, proxied, signal } = options;
  if (!SIZES.includes(options.nodes)) {
    throw new UsageError(
      `Cannot start redis as nodes must be one of ${
        SIZES.join(", ")
      }: current value is ${options.nodes}`,
    );
  }
  const values = Values.parse(readSettings(settings, options.settings));
  const path = findProgram(server);
  const cliPath = findProgram(cli);
  const places = Array.from({ length: options.nodes }, (_, index) => ({
    name: `node-${index}`,
    host: network.host(index),
    port: processes.freePort(),
    busPort: processes.freePort(),
    folder: `${processes.folder}/node-${index}`,
  }));
  const links: TcpProxy[] = [];
  try {
    if (proxied) {
      for (const { host: hostname, busPort: port } of places) {
        links.push(await TcpProxy.listen({ hostname, port }));
      }
    }
    for (const { folder } of places) await Deno.mkdir(folder);
    const nodes = places.map(({ name, host, port, busPort, folder }, index) => {
      const link = links[index] ?? null;
      const command = [
        ...[path, "--port", String(port), "--bind", host, "--dir", folder],
        // It listens on one address of ours, which in a namespace is not loopback.
        ...["--protected-mode", "no", "--save", ""],
        ...persistence(values),
        ...(places.length === 1 ? [] : clusterFlags(values, {
          busPort,
          announced: link?.port ?? busPort,
        })),
      ];
      const node: ClusterNode = {
        name,
        endpoint: { name, host, port },
        process: processes.spawn(name, network.wrap(index, command)),
        metrics: "",
        link,
      };
      return node;
    });
    await waitFor(nodes, signal, "answer", async () => {
      const answering = await Promise.all(nodes.map(isAnswering));
      return answering.every((one) => one);
    });
    if (nodes.length > 1) await join(nodes, cliPath, options);
    return toCluster(nodes, {
      version: await askVersion(nodes),
      replacement: toReplacement(nodes, {
        toFolder: ({ name }) => `${processes.folder}/${name}`,
        patience: STEP + values.cluster_node_timeout,
        signal,
      }),
    });
  } catch (error) {
    await Promise.all(links.map((link) => link[Symbol.asyncDispose]()));
    throw error;
  }
}

function persistence({ append_only }: Values): string[] {
  return append_only === "no"
    ? ["--appendonly", "no"]
    : ["--appendonly", "yes", "--appendfsync", append_only];
}

function clusterFlags(
  { cluster_node_timeout }: Values,
  { busPort, announced }: {
    readonly busPort: number;
    readonly announced: number;
  },
): string[] {
  return [
    ...["--cluster-enabled", "yes", "--cluster-config-file", "nodes.conf"],
    "--cluster-node-timeout",
    String(Math.round(cluster_node_timeout * 1000)),
    ...["--cluster-port", String(busPort)],
    ...["--cluster-announce-bus-port", String(announced)],
    // By default a master waits five seconds for more replicas before it feeds the first.
    ...["--repl-diskless-sync-delay", "0"],
  ];
}

/** Makes one cluster of nodes that do not know each other. */
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
        .lastWords()}`,
    );
  }
  await waitFor(nodes, signal, "serve", () => isOneCluster(nodes));
}

function waitFor(
  nodes: readonly ClusterNode[],
  signal: AbortSignal,
  act: string,
  check: () => Promise<boolean>,
): Promise<void> {
  return waitUntil(check, {
    timeout: STEP,
    signal,
    what: `${nodes.length} Redis nodes to ${act}`,
    processes: nodes.flatMap(({ process }) => process ?? []),
  });
}
