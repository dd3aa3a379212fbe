/** How a member of an etcd cluster that lost its disk is replaced: by a new one of its name, at its place. */
import { z } from "zod";
import type { ClusterNode, Replacement } from "../../lab/system/system_under_test.ts";
import { askJson } from "../support/ask_json.ts";
import { waitUntil } from "../../lab/processes/wait_until_ready.ts";

/**
 * Seconds that the others get to agree on who is a member: they elect a leader first, and refuse a change while those that
 * run have not been connected for five.
 */
const AGREE = 30;

/** Seconds between two tries. */
const TRY_EVERY = 0.2;

/** Fewer have no majority without one of them, and so cannot agree on anything. */
const FEWEST = 3;

/** Ids are 64 bit and stay text. */
const Members = z.object({
  members: z.array(z.object({ ID: z.string(), peerURLs: z.array(z.string()) })),
});

export interface ReplacementOptions {
  /** Folder that a node keeps its data in. */
  readonly toFolder: (node: ClusterNode) => string;
  /** Where peers reach a node, which a member is found by. */
  readonly toPeerUrl: (node: ClusterNode) => string;
  readonly signal: AbortSignal;
}

/**
 * By etcd's runtime reconfiguration: the member is removed and another one added, which starts with no data. One that came
 * back empty under its old id could break what it had promised.
 */
export function toReplacement(
  nodes: readonly ClusterNode[],
  { toFolder, toPeerUrl, signal }: ReplacementOptions,
): Replacement | string {
  if (nodes.length < FEWEST) {
    return `etcd with nodes=${nodes.length} has no majority without one of them, and so takes in no other: use --set nodes=3`;
  }
  return {
    note: "",
    wipe: (node) => Deno.remove(toFolder(node), { recursive: true }),
    async rejoin(node) {
      const { process } = node;
      await exchangeMember(toPeerUrl(node), {
        others: nodes.filter((other) => other !== node),
        signal,
      });
      // Of a flag given twice, the second counts. Once there is data again, it counts for nothing.
      process?.start(
        [...process.command, "--initial-cluster-state", "existing"],
      );
    },
  };
}

/**
 * Has another id stand for `peerUrl`, and returns when all others know: a node that starts asks any of them whether it is
 * awaited. A change may be made although its answer comes too late, so we look before each try.
 */
async function exchangeMember(
  peerUrl: string,
  { others, signal }: {
    readonly others: readonly ClusterNode[];
    readonly signal: AbortSignal;
  },
): Promise<void> {
  const [asked] = others;
  if (!asked) throw new TypeError("Cannot exchange a member of one");
  let old = "";
  await waitUntil(async () => {
    const ids = await Promise.all(others.map((node) => findId(node, peerUrl)));
    const [id = null] = ids;
    if (id === null) return false;
    if (id === "") {
      await request(asked, "add", { peerURLs: [peerUrl] });
      return false;
    }
    old ||= id;
    if (id === old) {
      await request(asked, "remove", { ID: id });
      return false;
    }
    return ids.every((one) => one === id);
  }, {
    ...{ timeout: AGREE, every: TRY_EVERY, signal },
    what: `etcd to take in an empty node at ${peerUrl}`,
    processes: others.flatMap(({ process }) => process ?? []),
  });
}

/** Id of the member at `peerUrl` as a node knows it; empty when it knows none, null when it does not answer. */
async function findId(
  node: ClusterNode,
  peerUrl: string,
): Promise<string | null> {
  const list = await request(node, "list", {});
  if (!list) return null;
  const found = list.members.find(({ peerURLs }) => peerURLs.includes(peerUrl));
  return found?.ID ?? "";
}

/** The members after a request; null when it was refused or not answered. */
function request(
  { endpoint: { host, port } }: ClusterNode,
  what: "list" | "add" | "remove",
  body: Readonly<Record<string, unknown>>,
): Promise<z.infer<typeof Members> | null> {
  const url = `http://${host}:${port}/v3/cluster/member/${what}`;
  return askJson(url, Members, { body: JSON.stringify(body) });
}
