/**
 * Starts the embedded cluster: `kv/node/main.ts`, one Deno process per node, with permission for 127.0.0.1 only. Its
 * guarantees are documented there. It has no leader; any node coordinates a request with a majority of all.
 */
import { z } from "zod";
import type { ClientSpec } from "../../lab/system/client_spec.ts";
import type {
  Cluster,
  ClusterNode,
  ClusterSystem,
  Health,
  Replacement,
  StartOptions,
} from "../../lab/system/system_under_test.ts";
import { packageFreeProgram } from "../../lab/processes/package_free_program.ts";
import { TcpProxy } from "../../lab/network/tcp_proxy.ts";
import { UnavailableError } from "../../lab/processes/unavailable.ts";
import { UsageError } from "../../record/mod.ts";
import { waitUntil } from "../../lab/processes/wait_until_ready.ts";

const HOST = "127.0.0.1";

const DEFAULT_QUORUM_TIMEOUT_S = "2";

/** Timeout until all nodes reach each other. */
const START_TIMEOUT_S = 20;

const STATUS_TIMEOUT_MS = 800;

const MAIN = new URL("./node/main.ts", import.meta.url);

const Status = z.object({
  version: z.string(),
  ready: z.boolean(),
  caught_up: z.boolean(),
  nodes: z.number(),
  peers_up: z.number(),
});
type Status = z.infer<typeof Status>;

const client: ClientSpec = {
  protocol: "http",
  put: {
    method: "PUT",
    path: "/data/{key}",
    headers: {},
    body: "{value}",
    ok: [201],
    degraded: [],
    miss: [],
  },
  get: {
    method: "GET",
    path: "/data/{key}",
    headers: {},
    body: "",
    ok: [200],
    degraded: [],
    miss: [404],
  },
  found: "value",
};

export const kv: ClusterSystem = {
  name: "kv",
  title:
    "embedded KV node (all in memory, majority writes and reads, no leader, not linearizable)",
  mode: "embedded",
  programs: [],
  parameters: {},
  identifying: [],
  settings: {
    quorum_timeout:
      `seconds to wait for a majority (${DEFAULT_QUORUM_TIMEOUT_S})`,
  },
  sizes({ quorum_timeout = DEFAULT_QUORUM_TIMEOUT_S }) {
    if (Number(quorum_timeout) > 0) return [];
    throw new UsageError(
      `Cannot set quorum_timeout as it must be seconds above 0: current value is '${quorum_timeout}'`,
    );
  },
  start,
};

/** Starts the nodes. Proxies belong to the nodes, which dispose of them; if the start fails, they are closed. */
async function start(options: StartOptions): Promise<Cluster> {
  const { processes, network, proxied } = options;
  const indices = Array.from({ length: options.nodes }, (_, index) => index);
  const namespaced = indices.find((index) => network.host(index) !== HOST);
  if (namespaced !== undefined) {
    throw new UnavailableError(
      `Cannot start kv in network namespaces as its nodes bind to ${HOST} only: ${
        network.host(namespaced)
      }`,
    );
  }
  const ports = indices.map(() => processes.freePort());
  const proxies: TcpProxy[] = [];
  try {
    if (proxied) {
      for (const port of ports) {
        proxies.push(await TcpProxy.listen({ hostname: HOST, port }));
      }
    }
    const addresses = ports.map((port, index) =>
      `node-${index}=${HOST}:${proxies[index]?.port ?? port}`
    );
    const nodes = ports.map((port, index): ClusterNode => {
      const name = `node-${index}`;
      const peers = addresses.toSpliced(index, 1).join();
      return {
        name,
        endpoint: { name, host: HOST, port },
        process: processes.spawn(
          name,
          network.wrap(index, toCommand({ name, port, peers, options })),
          { env: { NO_COLOR: "1", DENO_NO_UPDATE_CHECK: "1" } },
        ),
        metrics: `http://${HOST}:${port}/metrics`,
        peerProxy: proxies[index] ?? null,
      };
    });
    return {
      version: await waitForCluster(nodes, options.signal),
      client,
      nodes,
      leader: () => Promise.resolve(""),
      health,
      caughtUp,
      replacement: toReplacement(nodes),
    };
  } catch (error) {
    await Promise.all(proxies.map((proxy) => proxy[Symbol.asyncDispose]()));
    throw error;
  }
}

/** A node has no data on disk, so there is nothing to wipe; a single node has no peer to restore its data from. */
function toReplacement(nodes: readonly ClusterNode[]): Replacement | string {
  if (nodes.length === 1) {
    return "a cluster of one node has no peer to restore data from";
  }
  return {
    note: "kv keeps nothing on disk: it lost no more than by a crash",
    wipe: () => Promise.resolve(),
    rejoin: ({ process }) => Promise.resolve(process?.start()),
  };
}

function toCommand(
  { name, port, peers, options }: {
    readonly name: string;
    readonly port: number;
    readonly peers: string;
    readonly options: StartOptions;
  },
): readonly string[] {
  return [
    ...packageFreeProgram(),
    ...[`--allow-net=${HOST}`, decodeURIComponent(MAIN.pathname)],
    ...["--name", name, "--port", String(port), "--peers", peers],
    ...[
      "--timeout",
      options.settings["quorum_timeout"] ?? DEFAULT_QUORUM_TIMEOUT_S,
    ],
  ];
}

/** Waits until every node reaches all others and has synced with them; returns the version. */
async function waitForCluster(
  nodes: readonly ClusterNode[],
  signal: AbortSignal,
): Promise<string> {
  let version = "";
  await waitUntil(async () => {
    const statuses = await Promise.all(nodes.map(readStatus));
    version = statuses[0]?.version ?? "";
    return statuses.every((status) =>
      status?.caught_up && status.peers_up === nodes.length - 1
    );
  }, {
    timeout: START_TIMEOUT_S,
    signal,
    what: `${nodes.length} kv nodes to reach each other`,
    processes: nodes.flatMap(({ process }) => process ?? []),
  });
  return version;
}

async function health(node: ClusterNode): Promise<Health> {
  const status = await readStatus(node);
  if (!status) return "down";
  const majority = status.peers_up + 1 > status.nodes / 2;
  return status.ready && majority ? "up" : "alone";
}

/** Whether the node has synced with every reachable peer since its start, its last pause and its last partition. */
async function caughtUp(node: ClusterNode): Promise<boolean> {
  const status = await readStatus(node);
  return status?.caught_up ?? false;
}

/** Reads `/status`; null if there is no response in time. */
async function readStatus({ endpoint }: ClusterNode): Promise<Status | null> {
  const { host, port } = endpoint;
  try {
    const response = await fetch(`http://${host}:${port}/status`, {
      signal: AbortSignal.timeout(STATUS_TIMEOUT_MS),
    });
    return Status.parse(await response.json());
  } catch {
    return null;
  }
}
