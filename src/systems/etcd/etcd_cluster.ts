/** Reads health, leader and Raft state of a running etcd cluster through the JSON gateway. */
import { z } from "zod";
import type { HttpClientSpec } from "../../lab/system/client_spec.ts";
import type {
  Cluster,
  ClusterNode,
  Health,
  Replacement,
} from "../../lab/system/system_under_test.ts";
import { majorityValue } from "../support/majority_value.ts";
import { fetchJson } from "../../lab/clients/fetch_json.ts";
import { waitUntil } from "../../lab/processes/wait_until_ready.ts";

/** Timeout to form a cluster; seven nodes on a busy disk took 6 s. */
const START_TIMEOUT_S = 60;

/** Short, as the leader is polled many times a second. */
const LEADER_TIMEOUT_S = 0.25;

/** IDs have 64 bits and stay strings. etcd omits fields that are zero. */
const Status = z.object({
  header: z.object({ member_id: z.string() }),
  version: z.string(),
  leader: z.string().default("0"),
  raftTerm: z.coerce.number().default(0),
  raftIndex: z.coerce.number().default(0),
  raftAppliedIndex: z.coerce.number().default(0),
});
type Status = z.infer<typeof Status>;

/** Waits until all nodes are healthy and follow one leader in one term; returns their statuses in node order. */
export async function waitForCluster(
  nodes: readonly ClusterNode[],
  signal: AbortSignal,
): Promise<readonly Status[]> {
  let statuses: readonly Status[] = [];
  await waitUntil(async () => {
    const healths = await Promise.all(nodes.map(health));
    if (!healths.every((health) => health === "up")) return false;
    const replies = await Promise.all(nodes.map((node) => readStatus(node)));
    statuses = replies.filter((status) => status !== null);
    const views = new Set(statuses.map(toView));
    return statuses.length === nodes.length && views.size === 1;
  }, {
    timeout: START_TIMEOUT_S,
    signal,
    what: `${nodes.length} etcd nodes to follow one leader`,
    processes: nodes.flatMap(({ process }) => process ?? []),
  });
  return statuses;
}

/** Returns the lab's interface to a started cluster. `statuses` are in node order. */
export function toCluster(
  nodes: readonly ClusterNode[],
  statuses: readonly Status[],
  { serializable, replacement }: {
    readonly serializable: boolean;
    readonly replacement: Replacement | string;
  },
): Cluster {
  // Grows when a node is replaced: the new member has the same name and another ID.
  const byMember = new Map(
    statuses.map(({ header }, index) => [header.member_id, nodes[index]]),
  );
  return {
    version: statuses[0]?.version ?? "",
    client: toClient(serializable),
    nodes,
    async leader() {
      const view = await majorityValue(nodes.map(async (node) => {
        const status = await readStatus(node, LEADER_TIMEOUT_S);
        if (!status) return null;
        byMember.set(status.header.member_id, node);
        return toView(status);
      }));
      const node = byMember.get(view.split(" ")[1] ?? "");
      // Until the election timeout, followers still name a dead leader.
      return !node || node.process?.pid === null ? "" : node.name;
    },
    health,
    async caughtUp(node) {
      const others = nodes.filter((other) => other !== node);
      const indexes =
        (await Promise.all(others.map((node) => readStatus(node))))
          .flatMap((status) => status ? [status.raftIndex] : []);
      if (indexes.length === 0 && others.length > 0) return false;
      const status = await readStatus(node);
      return status !== null &&
        status.raftAppliedIndex >= Math.max(0, ...indexes);
    },
    replacement,
  };
}

/** Returns term and leader in a node's view; leader 0 means none. */
function toView({ raftTerm, leader }: Status): string {
  return `${raftTerm} ${leader}`;
}

/**
 * `/health` does a quorum read: it succeeds only if the node is connected to a majority, and otherwise hangs or fails.
 */
async function health(node: ClusterNode): Promise<Health> {
  const { host, port } = node.endpoint;
  const [status, reply] = await Promise.all([
    readStatus(node),
    fetchJson(
      `http://${host}:${port}/health`,
      z.object({ health: z.string() }),
    ),
  ]);
  if (!status) return "down";
  return status.leader !== "0" && reply?.health === "true" ? "up" : "alone";
}

function readStatus(
  { endpoint: { host, port } }: ClusterNode,
  timeout = 0.8,
): Promise<Status | null> {
  const url = `http://${host}:${port}/v3/maintenance/status`;
  return fetchJson(url, Status, { body: "{}", timeout });
}

/** A missing key has no status of its own (`miss`): the response is 200 without `kvs`. */
function toClient(serializable: boolean): HttpClientSpec {
  const call = (path: string, body: string) => ({
    method: "POST" as const,
    path,
    headers: { "content-type": "application/json" },
    body,
    ok: [200],
    degraded: [],
    miss: [],
  });
  const range = serializable
    ? '{"key":"{key64}","serializable":true}'
    : '{"key":"{key64}"}';
  return {
    protocol: "http",
    put: call("/v3/kv/put", '{"key":"{key64}","value":"{value64}"}'),
    get: call("/v3/kv/range", range),
    found: "value64",
  };
}
