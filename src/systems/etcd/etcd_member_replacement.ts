/** Replaces an etcd member after data loss: a new member with the same name and address, and an empty data folder. */
import { z } from "zod";
import type {
  ClusterNode,
  Replacement,
} from "../../lab/system/system_under_test.ts";
import { fetchJson } from "../../lab/clients/fetch_json.ts";
import { waitUntil } from "../../lab/processes/wait_until_ready.ts";

/**
 * Timeout of the membership change: the others first elect a leader, and refuse the change until the running members
 * have been connected for 5 s.
 */
const MEMBERSHIP_TIMEOUT_S = 30;

const RETRY_INTERVAL_S = 0.2;

/** Smaller clusters have no majority once a node is lost. */
const MIN_NODES = 3;

/** IDs have 64 bits and stay strings. */
const Members = z.object({
  members: z.array(z.object({ ID: z.string(), peerURLs: z.array(z.string()) })),
});

export interface ReplacementOptions {
  /** Data folder of a node. */
  readonly toFolder: (node: ClusterNode) => string;
  /** URL at which peers reach a node; identifies its member. */
  readonly toPeerUrl: (node: ClusterNode) => string;
  readonly signal: AbortSignal;
}

/**
 * Returns the replacement by etcd's runtime reconfiguration, or the reason why there is none: the member is removed and
 * a new one added, which starts without data. A member that restarted empty with its old ID could violate its past
 * votes and acknowledgements.
 */
export function toReplacement(
  nodes: readonly ClusterNode[],
  { toFolder, toPeerUrl, signal }: ReplacementOptions,
): Replacement | string {
  if (nodes.length < MIN_NODES) {
    return `etcd with nodes=${nodes.length} has no majority after losing a node, so it cannot add another: use --set nodes=3`;
  }
  return {
    note: "",
    wipe: (node) => Deno.remove(toFolder(node), { recursive: true }),
    async rejoin(node) {
      const { process } = node;
      await replaceMember(toPeerUrl(node), {
        others: nodes.filter((other) => other !== node),
        signal,
      });
      // The last of repeated flags is used. Once the node has data again, etcd ignores the flag.
      await process?.start(
        [...process.command, "--initial-cluster-state", "existing"],
      );
    },
  };
}

/**
 * Replaces the member at `peerUrl` by one with a new ID, and returns when all other nodes list it: a starting node may
 * ask any of them for the membership. A change may succeed although its response is late, so each retry lists members
 * first.
 */
async function replaceMember(
  peerUrl: string,
  { others, signal }: {
    readonly others: readonly ClusterNode[];
    readonly signal: AbortSignal;
  },
): Promise<void> {
  const [peer] = others;
  if (!peer) throw new TypeError("Cannot replace the only member");
  let oldId = "";
  await waitUntil(async () => {
    const ids = await Promise.all(others.map((node) => findId(node, peerUrl)));
    const [id = null] = ids;
    if (id === null) return false;
    if (id === "") {
      await request(peer, "add", { peerURLs: [peerUrl] });
      return false;
    }
    oldId ||= id;
    if (id === oldId) {
      await request(peer, "remove", { ID: id });
      return false;
    }
    return ids.every((other) => other === id);
  }, {
    ...{ timeout: MEMBERSHIP_TIMEOUT_S, every: RETRY_INTERVAL_S, signal },
    what: `etcd to add an empty node at ${peerUrl}`,
    processes: others.flatMap(({ process }) => process ?? []),
  });
}

/**
 * Returns the ID of the member at `peerUrl` in a node's view; empty if there is none, null if the node does not
 * respond.
 */
async function findId(
  node: ClusterNode,
  peerUrl: string,
): Promise<string | null> {
  const list = await request(node, "list", {});
  if (!list) return null;
  const member = list.members.find(({ peerURLs }) =>
    peerURLs.includes(peerUrl)
  );
  return member?.ID ?? "";
}

/** Returns the members after a request; null if it was refused or timed out. */
function request(
  { endpoint: { host, port } }: ClusterNode,
  action: "list" | "add" | "remove",
  body: Readonly<Record<string, unknown>>,
): Promise<z.infer<typeof Members> | null> {
  const url = `http://${host}:${port}/v3/cluster/member/${action}`;
  return fetchJson(url, Members, { body: JSON.stringify(body) });
}
