/** Starts the processes of a user's own system. */
import type { Access } from "../../lab/clients/access.ts";
import { waitUntil } from "../../lab/processes/wait_until_ready.ts";
import { type Json, placeholdersIn } from "../../lab/plan/template.ts";
import type {
  ClusterNode,
  StartOptions,
} from "../../lab/system/system_under_test.ts";
import { type NodeAddress, startNodes } from "../support/start_nodes.ts";
import type { ProcessSystem } from "./declaration.ts";
import { fillProgram } from "./fill_program.ts";
import { toAccess, toOrigin } from "./node_access.ts";
import { isReady, readHealth } from "./node_health.ts";
import type { OwnNodes } from "./own_nodes.ts";
import { readVersion } from "./read_version.ts";

/** Starts all nodes, and waits until each is ready. */
export async function startProcesses(
  declared: ProcessSystem,
  options: StartOptions,
): Promise<OwnNodes> {
  const access = await toAccess(declared);
  const { command, env, metrics, ready } = declared;
  const { processes, settings } = options;
  const names = placeholdersIn([...command, ...Object.values(env)]);
  const toFolder = ({ name }: NodeAddress) => `${processes.folder}/${name}`;
  if (names.includes("folder")) {
    for (let index = 0; index < options.nodes; index++) {
      await Deno.mkdir(`${processes.folder}/node-${index}`);
    }
  }
  return await startNodes<OwnNodes>(options, {
    onePort: !names.includes("peer_port"),
    toProgram(node, all) {
      const values = new Map<string, Json>([
        ...Object.entries(settings),
        ...Object.entries(toNodeValues(node, all)),
        ["folder", toFolder(node)],
      ]);
      return {
        ...fillProgram(declared, values),
        metrics: metrics === "" ? "" : `${originOf(node, access)}${metrics}`,
      };
    },
    async form(nodes) {
      await waitUntilReady(declared, nodes, {
        access,
        signal: options.signal,
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
    },
  });
}

async function waitUntilReady(
  { name, ready, ready_timeout }: ProcessSystem,
  nodes: readonly ClusterNode[],
  { signal, access }:
    & { readonly access: Access }
    & Pick<StartOptions, "signal">,
): Promise<void> {
  await waitUntil(async () => {
    const answers = await Promise.all(
      nodes.map((node) => isReady(ready, node, access)),
    );
    return answers.every((answer) => answer);
  }, {
    timeout: ready_timeout,
    signal,
    what: `${nodes.length} ${nodes.length === 1 ? "node" : "nodes"} of ${name}`,
    processes: nodes.flatMap(({ process }) => process ?? []),
  });
}

/** Returns the values of a node's placeholders; peers are reached through their proxies. */
function toNodeValues(node: NodeAddress, all: readonly NodeAddress[]) {
  const { host, port, peerPort, name } = node;
  return {
    ...{ host, port, name, peer_port: peerPort },
    index: all.indexOf(node),
    nodes: all.length,
    peers: all.filter((other) => other !== node)
      .map(({ host, advertisedPort }) => `${host}:${advertisedPort}`).join(","),
  };
}

function originOf(
  { host, port, name }: NodeAddress,
  access: Access,
): string {
  return toOrigin({ endpoint: { name, host, port } }, access);
}
