/** Injections of faults into one node; each returns the function that heals it. */
import type { FaultTarget, Heal } from "./fault_definition.ts";
import { ManagedProcess } from "../processes/managed_process.ts";
import type { NodeProcess } from "../processes/node_process.ts";
import {
  type LinkConditions,
  type TcpProxy,
  unimpaired,
} from "../network/tcp_proxy.ts";
import { throttle } from "../limits/cpu_throttle.ts";

const RESET_INTERVAL_MS = 1000;

/** Kills the process (SIGKILL); healing restarts it. */
export async function crash(target: FaultTarget): Promise<Heal> {
  const process = runningProcess(target);
  await process.kill();
  return () => restart(process);
}

/** Shuts the process down (SIGTERM); healing restarts it. */
export async function shutDown(target: FaultTarget): Promise<Heal> {
  const process = runningProcess(target);
  await process.stop();
  return () => restart(process);
}

/** Kills the process and removes its data; healing replaces the node by an empty one. */
export async function wipe(target: FaultTarget): Promise<Heal> {
  const { node, cluster: { replacement } } = target;
  if (typeof replacement === "string") {
    throw new TypeError(`Cannot wipe ${node.name} as ${replacement}`);
  }
  await runningProcess(target).kill();
  await replacement.wipe(node);
  return () => replacement.rejoin(node);
}

/** Pauses the process (SIGSTOP); healing resumes it. */
export async function pause(target: FaultTarget): Promise<Heal> {
  const process = runningProcess(target);
  await process.pause();
  return () => Promise.resolve(process.resume());
}

/** Limits the processor time of the process; healing removes the limit. */
export async function throttleCpu(target: FaultTarget): Promise<Heal> {
  const share = Number(target.values["cpu_share"]);
  const process = runningProcess(target);
  if (!(process instanceof ManagedProcess)) {
    throw new TypeError(`Cannot throttle ${process.name} from here`);
  }
  const throttled = await throttle(process, share);
  return async () => await throttled[Symbol.asyncDispose]();
}

/** Partitions the node from its peers; healing rejoins it. */
export async function isolate({ network, index }: FaultTarget): Promise<Heal> {
  const { isolate, rejoin } = network;
  if (!isolate || !rejoin) {
    throw new TypeError("Cannot isolate a node as it has no namespace");
  }
  await isolate(index);
  return () => rejoin(index);
}

/** Impairs the connections of peers to the node; healing leaves what other faults do to them meanwhile. */
export function impairLink<K extends keyof LinkConditions>(
  target: FaultTarget,
  condition: K,
  value: LinkConditions[K],
): Promise<Heal> {
  const proxy = requirePeerProxy(target);
  const set = (value: LinkConditions[K]) =>
    proxy.set({ ...proxy.conditions, [condition]: value });
  set(value);
  return Promise.resolve(() => Promise.resolve(set(unimpaired[condition])));
}

/** Resets the connections of peers to the node, now and once a second; healing stops that. */
export function resetRepeatedly(target: FaultTarget): Promise<Heal> {
  const proxy = requirePeerProxy(target);
  proxy.reset();
  const timer = setInterval(() => proxy.reset(), RESET_INTERVAL_MS);
  return Promise.resolve(() => Promise.resolve(clearInterval(timer)));
}

async function restart(process: NodeProcess): Promise<void> {
  await process.start();
}

function requirePeerProxy({ node }: FaultTarget): TcpProxy {
  if (node.peerProxy) return node.peerProxy;
  throw new TypeError(`Cannot impair links of ${node.name} as it has no proxy`);
}

/** Throws if the node is down already, as the fault would change nothing. */
function runningProcess({ node }: FaultTarget): NodeProcess {
  const { name, process } = node;
  if (process && process.pid !== null) return process;
  throw new Error(`Cannot inject a fault into ${name} as it does not run`);
}
