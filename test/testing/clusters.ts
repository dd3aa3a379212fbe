/** Starts and queries clusters of the systems under `src/systems`. */
import type {
  Endpoint,
  HttpRequest,
} from "../../src/lab/system/client_spec.ts";
import type { Injected } from "../../src/lab/faults/fault_definition.ts";
import {
  parseSchedule,
  requireInjectable,
} from "../../src/lab/faults/fault_schedule.ts";
import { loopback } from "../../src/lab/network/network.ts";
import { ManagedProcess } from "../../src/lab/processes/managed_process.ts";
import type { ProcessGroup } from "../../src/lab/processes/process_group.ts";
import type {
  Cluster,
  ClusterNode,
  ClusterSystem,
  Health,
} from "../../src/lab/system/system_under_test.ts";
import { waitUntil } from "../../src/lab/processes/wait_until_ready.ts";

const { signal } = new AbortController();

/** Starts a system on loopback. */
export function startOn(
  system: ClusterSystem,
  processes: ProcessGroup,
  { nodes = 3, settings = {}, proxied = false }: {
    readonly nodes?: number;
    readonly settings?: Readonly<Record<string, string>>;
    readonly proxied?: boolean;
  } = {},
): Promise<Cluster> {
  return system.start({
    ...{ nodes, settings, processes, proxied, signal },
    network: loopback,
  });
}

/** Finds a node by name. Throws RangeError if there is none. */
export function nodeNamed({ nodes }: Cluster, name: string): ClusterNode {
  const node = nodes.find((node) => node.name === name);
  if (!node) throw new RangeError(`Cannot find node '${name}'`);
  return node;
}

export function processOf({ process, name }: ClusterNode): ManagedProcess {
  if (process instanceof ManagedProcess) return process;
  throw new TypeError(`Cannot find the process of ${name}`);
}

/** Returns the name of the leader, empty if there is none. Throws TypeError for a system without leaders. */
export function leaderOf({ leader }: Cluster): Promise<string> {
  if (!leader) throw new TypeError("Cannot find the leader as none ever leads");
  return leader();
}

/** Returns true if a node has caught up. Throws TypeError for a system that does not tell. */
export function hasCaughtUp(
  { caughtUp }: Cluster,
  node: ClusterNode,
): Promise<boolean> {
  if (!caughtUp) throw new TypeError("Cannot tell as the system does not");
  return caughtUp(node);
}

/** Injects fault `name` into the cluster; returns the affected node, and a function that heals the fault. */
export async function injectFault(
  cluster: Cluster,
  name: string,
): Promise<Pick<Injected, "note" | "heal"> & { readonly node: ClusterNode }> {
  const context = { cluster, network: loopback, values: {} };
  const schedule = parseSchedule(name, 1);
  await requireInjectable(schedule, context);
  const inject = await schedule[0]?.fault.prepare(context);
  if (!inject) throw new RangeError(`Cannot find fault '${name}'`);
  const { nodes, note, heal } = await inject();
  const [node] = nodes;
  if (!node) throw new Error(`No node was affected by ${name}`);
  return { node, note, heal };
}

/** Waits for a condition, with a timeout of a minute: a machine may be twenty times slower than an idle one. */
export function until(
  what: string,
  check: () => Promise<boolean>,
): Promise<void> {
  return waitUntil(check, {
    ...{ timeout: 60, every: 0.05, signal, what, processes: [] },
  });
}

/** Waits for a leader, and returns it: there is none while nodes of a busy machine elect one anew. */
export async function untilLed(cluster: Cluster): Promise<ClusterNode> {
  let name = "";
  await until("a leader", async () => {
    name = await leaderOf(cluster);
    return name !== "";
  });
  return nodeNamed(cluster, name);
}

/** Waits until a node is in a state of health. */
export function untilHealth(
  cluster: Cluster,
  node: ClusterNode,
  expected: Health,
): Promise<void> {
  return until(
    `${node.name} to be ${expected}`,
    async () => await cluster.health(node) === expected,
  );
}

/** Closes the proxies of all nodes. */
export async function closeProxies({ nodes }: Cluster): Promise<void> {
  await Promise.all(
    nodes.map(({ peerProxy }) => peerProxy?.[Symbol.asyncDispose]()),
  );
}

/** Fills in a request template and sends the request. */
export async function send(
  { method, path, headers, body }: HttpRequest,
  { host, port }: Endpoint,
  { key, value = "" }: { readonly key: string; readonly value?: string },
): Promise<{ readonly status: number; readonly text: string }> {
  const fill = (template: string) =>
    template
      .replace("{key}", key)
      .replace("{key64}", btoa(key))
      .replace("{value}", value)
      .replace("{value64}", btoa(value));
  const response = await fetch(`http://${host}:${port}${fill(path)}`, {
    method,
    headers,
    body: method === "GET" ? null : fill(body),
  });
  return { status: response.status, text: await response.text() };
}
