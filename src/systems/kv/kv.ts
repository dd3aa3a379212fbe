/**
 * Starts the embedded cluster: `examples/kv/main.ts`, one Deno process per node, with permission for 127.0.0.1 only. Its
 * guarantees are documented there. It has no leader; any node coordinates a request with a majority of all.
 */
import { z } from "zod";
import { fetchJson } from "../../lab/clients/fetch_json.ts";
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
import { UsageError } from "../../record/mod.ts";
import { startNodes } from "../support/start_nodes.ts";
import { waitUntil } from "../../lab/processes/wait_until_ready.ts";

const HOST = "127.0.0.1";

const DEFAULT_QUORUM_TIMEOUT_S = "2";

/** Timeout until all nodes reach each other; a busy machine takes seconds to start Deno. */
const START_TIMEOUT_S = 60;

const MAIN = new URL("../../../examples/kv/main.ts", import.meta.url);

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
  // Its nodes bind to 127.0.0.1 only, so they cannot run in network namespaces.
  can: [
    ...["key-value", "several-nodes", "catch-up"] as const,
    ...["kill", "replace", "pause", "throttle", "proxies", "metrics"] as const,
  ],
  metricFamilies: ["process_", "kv_"],
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

function start(options: StartOptions): Promise<Cluster> {
  const timeout = options.settings["quorum_timeout"] ??
    DEFAULT_QUORUM_TIMEOUT_S;
  return startNodes<Cluster>(options, {
    onePort: true,
    toProgram(node, all) {
      const { name, port } = node;
      const peers = all.filter((other) => other !== node)
        .map(({ name, advertisedPort }) => `${name}=${HOST}:${advertisedPort}`);
      return {
        command: [
          ...packageFreeProgram(),
          ...[`--allow-net=${HOST}`, decodeURIComponent(MAIN.pathname)],
          ...["--name", name, "--port", String(port)],
          ...["--peers", peers.join(), "--timeout", timeout],
        ],
        env: { NO_COLOR: "1", DENO_NO_UPDATE_CHECK: "1" },
        metrics: `http://${HOST}:${port}/metrics`,
      };
    },
    form: async (nodes) => ({
      version: await waitForCluster(nodes, options.signal),
      client,
      nodes,
      leader: null,
      health,
      caughtUp,
      replacement: toReplacement(nodes),
    }),
  });
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
function readStatus(
  { endpoint: { host, port } }: ClusterNode,
): Promise<Status | null> {
  return fetchJson(`http://${host}:${port}/status`, Status);
}
