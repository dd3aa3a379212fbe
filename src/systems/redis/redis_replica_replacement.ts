/** Replaces a Redis Cluster node after data loss: an empty node with a new ID at its address becomes a replica. */
import type {
  ClusterNode,
  Replacement,
} from "../../lab/system/system_under_test.ts";
import { readClusterNodes } from "./redis_cluster_nodes.ts";
import { sendRedisCommand } from "./redis_command.ts";
import { waitUntil } from "../../lab/processes/wait_until_ready.ts";

/** Clusters of up to this size have masters only. */
const MASTERS = 3;

export interface ReplacementOptions {
  /** Folder of a node's data and its cluster configuration. */
  readonly toFolder: (node: ClusterNode) => string;
  /** Seconds per step; must exceed the node timeout, before which no replica takes over from a dead master. */
  readonly timeout: number;
  readonly signal: AbortSignal;
}

/** The role of a lost node, which its replacement takes over. */
interface Vacancy {
  /** Id of the lost node. */
  readonly lostId: string;
  /** Port of its cluster bus, as its peers reach it. */
  readonly busPort: string;
  /** Id of the master that now lacks a replica: the lost node's master, or its replica that took over. */
  readonly master: string;
}

/** Waits until a check returns true, up to the timeout. */
type Wait = (what: string, check: () => Promise<boolean>) => Promise<void>;

/**
 * Returns the replacement procedure, or the reason why there is none. The other nodes forget the lost node and meet the
 * new one, which replicates the master that lacks a replica. A dead master is forgotten only after its replica has
 * taken over: its slots would be lost with it.
 */
export function toReplacement(
  nodes: readonly ClusterNode[],
  { toFolder, timeout, signal }: ReplacementOptions,
): Replacement | string {
  if (nodes.length <= MASTERS) {
    return "the data of a master without a replica would be lost: use --set nodes=6";
  }
  return {
    note: "",
    async wipe(node) {
      await Deno.remove(toFolder(node), { recursive: true });
      await Deno.mkdir(toFolder(node));
    },
    rejoin: (node) => {
      const others = nodes.filter((other) => other !== node);
      const processes = others.flatMap(({ process }) => process ?? []);
      return replace(
        node,
        others,
        (what, check) => waitUntil(check, { timeout, signal, what, processes }),
      );
    },
  };
}

/**
 * Retries each command until it is accepted: nodes refuse what is done already and what gossip has not told them yet.
 */
async function replace(
  { name, endpoint, process }: ClusterNode,
  others: readonly ClusterNode[],
  wait: Wait,
): Promise<void> {
  const address = `${endpoint.host}:${endpoint.port}`;
  let views: readonly Vacancy[] = [];
  await wait(`a replica to take over from ${name}`, async () => {
    const vacancies = await Promise.all(
      others.map((other) => findVacancy(other, address)),
    );
    views = vacancies.filter((view) => view !== null);
    return views.length === others.length &&
      new Set(views.map(({ master }) => master)).size === 1;
  });
  const [vacancy] = views;
  const [first] = others;
  if (!vacancy || !first) {
    throw new TypeError(`Cannot replace ${name} as it has no peers`);
  }
  const { lostId, busPort, master } = vacancy;
  await wait(`the others to forget ${name}`, async () => {
    const replies = await Promise.all(
      others.map(({ endpoint }) =>
        sendRedisCommand(endpoint, ["CLUSTER", "FORGET", lostId])
      ),
    );
    return replies.every((reply) =>
      reply === "OK" || reply?.startsWith("-ERR Unknown node")
    );
  });
  process?.start();
  const { host, port } = endpoint;
  await wait(`the others to meet ${name}`, async () => {
    const meeting = ["CLUSTER", "MEET", host, String(port), busPort];
    return await sendRedisCommand(endpoint, ["PING"]) === "PONG" &&
      await sendRedisCommand(first.endpoint, meeting) === "OK";
  });
  await wait(
    `${name} to become a replica`,
    async () =>
      await sendRedisCommand(endpoint, ["CLUSTER", "REPLICATE", master]) ===
        "OK",
  );
}

/**
 * Finds the vacancy of the node at `address` in the view of `other`; null while that node still has slots, every master
 * has a replica, or `other` does not reply.
 */
async function findVacancy(
  other: ClusterNode,
  address: string,
): Promise<Vacancy | null> {
  const known = await readClusterNodes(other.endpoint) ?? [];
  const lost = known.find((node) => node.address === address);
  if (!lost || lost.slots.length > 0) return null;
  const replicated = new Set(
    known.filter((node) => node !== lost).map(({ master }) => master),
  );
  const { id: master } =
    known.find(({ id, slots }) => slots.length > 0 && !replicated.has(id)) ??
      {};
  return master === undefined
    ? null
    : { lostId: lost.id, busPort: lost.busPort, master };
}
