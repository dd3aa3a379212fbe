/** A running etcd cluster, as its nodes tell of it by the JSON gateway. */
import { z } from "zod";
import type { HttpClientSpec } from "../../lab/system/client_spec.ts";
import type {
  Cluster,
  ClusterNode,
  Health,
  Replacement,
} from "../../lab/system/system_under_test.ts";
import { agreement } from "../support/majority_answer.ts";
import { askJson } from "../support/ask_json.ts";
import { waitUntil } from "../../lab/processes/wait_until_ready.ts";

/** Seconds that nodes get to become a cluster; seven of them on a busy disk took six. */
const START = 60;

/** Seconds that a node gets to say whom it follows. Who leads is asked many times a second. */
const LEADER_ANSWER = 0.25;

/** Ids are 64 bit and stay text. What is zero is left out by etcd. */
const Status = z.object({
  header: z.object({ member_id: z.string() }),
  version: z.string(),
  leader: z.string().default("0"),
  raftTerm: z.coerce.number().default(0),
  raftIndex: z.coerce.number().default(0),
  raftAppliedIndex: z.coerce.number().default(0),
});
type Status = z.infer<typeof Status>;

/** Returns what nodes say when all are healthy and follow one leader in one term. */
export async function waitForCluster(
  nodes: readonly ClusterNode[],
  signal: AbortSignal,
): Promise<readonly Status[]> {
  let statuses: readonly Status[] = [];
  await waitUntil(async () => {
    const healthy = await Promise.all(nodes.map(health));
    if (!healthy.every((one) => one === "up")) return false;
    const answers = await Promise.all(nodes.map((node) => askStatus(node)));
    statuses = answers.filter((status) => status !== null);
    const views = new Set(statuses.map(toView));
    return statuses.length === nodes.length && views.size === 1;
  }, {
    timeout: START,
    signal,
    what: `${nodes.length} etcd nodes to follow one leader`,
    processes: nodes.flatMap(({ process }) => process ?? []),
  });
  return statuses;
}

/** What the lab asks of a started cluster. `statuses` are those of all nodes, in their order. */
export function toCluster(
  nodes: readonly ClusterNode[],
  statuses: readonly Status[],
  { serializable, replacement }: {
    readonly serializable: boolean;
    readonly replacement: Replacement | string;
  },
): Cluster {
  // Grows when a node is replaced: another one of the same name has another id.
  const byMember = new Map(
    statuses.map(({ header }, index) => [header.member_id, nodes[index]]),
  );
  return {
    version: statuses[0]?.version ?? "",
    client: toClient(serializable),
    nodes,
    async leader() {
      const view = await agreement(nodes.map(async (node) => {
        const status = await askStatus(node, LEADER_ANSWER);
        if (!status) return null;
        byMember.set(status.header.member_id, node);
        return toView(status);
      }));
      const node = byMember.get(view.split(" ")[1] ?? "");
      // Followers name a leader that is dead until their patience ends.
      return !node || node.process?.pid === null ? "" : node.name;
    },
    health,
    async caughtUp(node) {
      const others = nodes.filter((other) => other !== node);
      const indexes = (await Promise.all(others.map((one) => askStatus(one))))
        .flatMap((status) => status ? [status.raftIndex] : []);
      if (indexes.length === 0 && others.length > 0) return false;
      const status = await askStatus(node);
      return status !== null &&
        status.raftAppliedIndex >= Math.max(0, ...indexes);
    },
    replacement,
  };
}

/** Term and leader as a node sees them; leader 0 is none. */
function toView({ raftTerm, leader }: Status): string {
  return `${raftTerm} ${leader}`;
}

/** `/health` reads by consensus, so it says that the node's side has a majority, and hangs or says no when it has none. */
async function health(node: ClusterNode): Promise<Health> {
  const { host, port } = node.endpoint;
  const [status, said] = await Promise.all([
    askStatus(node),
    askJson(`http://${host}:${port}/health`, z.object({ health: z.string() })),
  ]);
  if (!status) return "down";
  return status.leader !== "0" && said?.health === "true" ? "up" : "alone";
}

function askStatus(
  { endpoint: { host, port } }: ClusterNode,
  timeout = 0.8,
): Promise<Status | null> {
  const url = `http://${host}:${port}/v3/maintenance/status`;
  return askJson(url, Status, { body: "{}", timeout });
}

/** A key that is not there is a 200 without `kvs`, so without the value that was written. */
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
