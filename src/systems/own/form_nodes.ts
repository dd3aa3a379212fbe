/** Waits until the started nodes of a user's own system are ready. */
import type { Access } from "../../lab/clients/access.ts";
import { waitUntil } from "../../lab/processes/wait_until_ready.ts";
import { counted } from "../../record/mod.ts";
import type {
  ClusterNode,
  StartOptions,
} from "../../lab/system/system_under_test.ts";
import type { ProcessSystem } from "./declaration.ts";
import { toOrigin } from "./node_access.ts";
import { isReady, readHealth } from "./node_health.ts";
import type { OwnNodes } from "./own_nodes.ts";
import { readVersion } from "./read_version.ts";

/** Waits until each is ready. Throws an Error with the log tail if one ends, `TimeoutError` if one is not ready in time. */
export async function formNodes(
  declared: ProcessSystem,
  nodes: readonly ClusterNode[],
  access: Access,
  { signal }: Pick<StartOptions, "signal">,
): Promise<OwnNodes> {
  const { name, ready, ready_timeout } = declared;
  await waitUntil(async () => {
    const answers = await Promise.all(
      nodes.map((node) => isReady(ready, node, access)),
    );
    return answers.every((answer) => answer);
  }, {
    timeout: ready_timeout,
    signal,
    what: `${counted(nodes.length, "node")} of ${name}`,
    processes: nodes.flatMap(({ process }) => process ?? []),
  });
  const [first] = nodes;
  return {
    version: first
      ? await readVersion(declared, toOrigin(first, access), access)
      : "",
    access,
    nodes,
    leader: null,
    health: (node) => readHealth(ready, node, access),
    caughtUp: null,
    replacement: "its declaration has no way to replace a node",
  };
}
