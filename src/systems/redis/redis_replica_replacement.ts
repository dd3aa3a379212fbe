/** How a node of a Redis Cluster that lost its disk is replaced: by a stranger at its address, which becomes a replica. */
import type { ClusterNode, Replacement } from "../../lab/system/system_under_test.ts";
import { askNodes } from "./redis_cluster_nodes.ts";
import { askRedis } from "./redis_command.ts";
import { waitUntil } from "../../lab/processes/wait_until_ready.ts";

/** Of as many nodes, all are masters. */
const MASTERS = 3;

export interface ReplacementOptions {
  /** Folder that a node keeps its data and its idea of the cluster in. */
  readonly toFolder: (node: ClusterNode) => string;
  /** Seconds that each step may take; nobody takes over from a dead master before the node time-out. */
  readonly patience: number;
  readonly signal: AbortSignal;
}

/** The place of a node that is gone. */
interface Vacancy {
  /** Its id. */
  readonly gone: string;
  /** Port of its cluster bus, as its peers reach it. */
  readonly busPort: string;
  /** Id of the master that has no replica now: the one it replicated, or its replica that took over. */
  readonly master: string;
}

/** Waits until a check says true, for so long. */
type Wait = (what: string, check: () => Promise<boolean>) => Promise<void>;

/**
 * The others forget it and meet the stranger, which replicates the master that has no replica now. A dead master is not
 * forgotten before its replica has taken over, as its slots would be forgotten with it.
 */
export function toReplacement(
  nodes: readonly ClusterNode[],
  { toFolder, patience, signal }: ReplacementOptions,
): Replacement | string {
  if (nodes.length <= MASTERS) {
    return "nobody else has what a master without a replica keeps: use --set nodes=6";
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
        (what, check) =>
          waitUntil(check, { timeout: patience, signal, what, processes }),
      );
    },
  };
}

/** Commands are tried until they are taken; what is done already is refused, and so is what is yet to be heard of. */
async function replace(
  { name, endpoint, process }: ClusterNode,
  others: readonly ClusterNode[],
  wait: Wait,
): Promise<void> {
  const address = `${endpoint.host}:${endpoint.port}`;
  let views: readonly Vacancy[] = [];
  await wait(`a replica to take over from ${name}`, async () => {
    const found = await Promise.all(
      others.map((other) => findVacancy(other, address)),
    );
    views = found.filter((view) => view !== null);
    return views.length === others.length &&
      new Set(views.map(({ master }) => master)).size === 1;
  });
  const [vacancy] = views;
  const [first] = others;
  if (!vacancy || !first) {
    throw new TypeError(`Cannot replace ${name} as it has no peers`);
  }
  const { gone, busPort, master } = vacancy;
  await wait(`the others to forget ${name}`, async () => {
    const replies = await Promise.all(
      others.map(({ endpoint }) =>
        askRedis(endpoint, ["CLUSTER", "FORGET", gone])
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
    return await askRedis(endpoint, ["PING"]) === "PONG" &&
      await askRedis(first.endpoint, meeting) === "OK";
  });
  await wait(
    `${name} to become a replica`,
    async () =>
      await askRedis(endpoint, ["CLUSTER", "REPLICATE", master]) === "OK",
  );
}

/** As `other` sees the place of the node at `address`; null while that has slots, no master is without a replica, or it does not say. */
async function findVacancy(
  other: ClusterNode,
  address: string,
): Promise<Vacancy | null> {
  const known = await askNodes(other.endpoint) ?? [];
  const gone = known.find((one) => one.address === address);
  if (!gone || gone.slots.length > 0) return null;
  const replicated = new Set(
    known.filter((one) => one !== gone).map(({ master }) => master),
  );
  const { id: master } =
    known.find((one) => one.slots.length > 0 && !replicated.has(one.id)) ?? {};
  return master === undefined
    ? null
    : { gone: gone.id, busPort: gone.busPort, master };
}
