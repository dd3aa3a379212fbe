/** Uses a user's own system that already runs: nothing is started, so no fault can be injected. */
import { toServer } from "../../lab/clients/access.ts";
import { type FetchOptions, whyNotOk } from "../../lab/clients/fetch_json.ts";
import type {
  ClusterNode,
  StartOptions,
} from "../../lab/system/system_under_test.ts";
import { UsageError } from "../../record/mod.ts";
import type { EndpointSystem } from "./declaration.ts";
import { toAccess, toOrigin } from "./node_access.ts";
import type { OwnNodes } from "./own_nodes.ts";
import { readVersion } from "./read_version.ts";

/** Seconds until a node must say at the start how it is: it is asked once, and a busy machine answers late. */
const START_TIMEOUT_S = 10;

/** Checks that every node is healthy. Throws an Error that names the one that is not. */
export async function startEndpoints(
  declared: EndpointSystem,
  { nodes: count, signal }: StartOptions,
): Promise<OwnNodes> {
  const { name, urls, health, metrics } = declared;
  if (urls.length !== count) {
    throw new UsageError(
      `Cannot run ${name} with nodes=${count} as it has ${urls.length}: use --set nodes=${urls.length}`,
    );
  }
  const access = await toAccess(declared);
  const nodes = urls.map((url, index): ClusterNode => {
    const name = `node-${index}`;
    return {
      name,
      endpoint: { name, ...toServer(url) },
      process: null,
      metrics: metrics === "" ? "" : `${url}${metrics}`,
      peerProxy: null,
    };
  });
  const why = (node: ClusterNode, options: FetchOptions) =>
    whyNotOk(`${toOrigin(node, access)}${health}`, options);
  const reasons = await Promise.all(
    nodes.map((node) => why(node, { access, timeout: START_TIMEOUT_S })),
  );
  signal.throwIfAborted();
  nodes.forEach((node, i) => {
    if (reasons[i] === "") return;
    throw new Error(
      `Cannot use ${
        toOrigin(node, access)
      } as it does not answer GET ${health} with 2xx (${
        reasons[i]
      }): start ${name}, or change its health`,
    );
  });
  return {
    version: await readVersion(declared, urls[0] ?? "", access),
    access,
    nodes,
    leader: null,
    health: async (node) => await why(node, { access }) === "" ? "up" : "down",
    caughtUp: null,
    replacement: "its nodes were not started here",
  };
}
