/** Starts the processes of a cluster's nodes, each behind a proxy for its peers if a fault needs that. */
import { TcpProxy } from "../../lab/network/tcp_proxy.ts";
import type { ProgramOptions } from "../../lab/processes/managed_process.ts";
import type {
  ClusterNode,
  NodeGroup,
  StartOptions,
} from "../../lab/system/system_under_test.ts";

/** Name and addresses of a node to start. */
export interface NodeAddress {
  /** `node-0`, `node-1` ... */
  readonly name: string;
  readonly host: string;
  /** Port for clients. */
  readonly port: number;
  /** Port that the node opens for its peers. */
  readonly peerPort: number;
  /** Port by which its peers reach it: of its proxy, or its own. */
  readonly advertisedPort: number;
}

/** Program of a node. */
export interface NodeProgram extends ProgramOptions {
  readonly command: readonly string[];
  /** URL of its metrics; empty for none. */
  readonly metrics: string;
}

export interface StartNodesOptions<Group extends NodeGroup> {
  /** True if nodes serve peers and clients at one port. */
  readonly onePort: boolean;
  readonly toProgram: (
    node: NodeAddress,
    all: readonly NodeAddress[],
  ) => NodeProgram;
  /** Waits until the started nodes form a cluster. */
  readonly form: (
    nodes: readonly ClusterNode[],
    addresses: readonly NodeAddress[],
  ) => Promise<Group>;
}

/**
 * Starts the nodes of a cluster. Proxies are in front of the ports for peers. They belong to the nodes, whose owner
 * disposes of them; if the start fails, they are closed.
 */
export async function startNodes<Group extends NodeGroup>(
  { nodes, processes, network, proxied }: StartOptions,
  { onePort, toProgram, form }: StartNodesOptions<Group>,
): Promise<Group> {
  await using proxies = new AsyncDisposableStack();
  const peerProxies: TcpProxy[] = [];
  const addresses: NodeAddress[] = [];
  for (let index = 0; index < nodes; index++) {
    const host = network.host(index);
    const port = processes.freePort();
    const peerPort = onePort ? port : processes.freePort();
    const proxy = proxied
      ? proxies.use(await TcpProxy.listen({ hostname: host, port: peerPort }))
      : null;
    if (proxy) peerProxies.push(proxy);
    const advertisedPort = proxy?.port ?? peerPort;
    addresses.push({
      name: `node-${index}`,
      ...{ host, port, peerPort, advertisedPort },
    });
  }
  const started = addresses.map((address, index): ClusterNode => {
    const { name, host, port } = address;
    const { command, metrics, ...options } = toProgram(address, addresses);
    return {
      name,
      endpoint: { name, host, port },
      process: processes.spawn(name, network.wrap(index, command), options),
      metrics,
      peerProxy: peerProxies[index] ?? null,
    };
  });
  const cluster = await form(started, addresses);
  proxies.move();
  return cluster;
}
