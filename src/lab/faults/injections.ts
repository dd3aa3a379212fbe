/** What faults do to one node, and how it is undone. */
import type { Undo, Victim } from "./fault_definition.ts";
import type { OwnedProcess } from "../processes/managed_process.ts";
import { calm, type TcpProxy, type Weather } from "../network/tcp_proxy.ts";
import { throttle } from "../limits/cpu_throttle.ts";

/** Milliseconds between two resets of a link. */
const RESET_EVERY = 1000;

/** Ends it at once; undone by starting it again. */
export async function crash(victim: Victim): Promise<Undo> {
  const process = runningProcess(victim);
  await process.kill();
  return () => restart(process);
}

/** Ends it in order; undone by starting it again. */
export async function shutDown(victim: Victim): Promise<Undo> {
  const process = runningProcess(victim);
  await process.stop();
  return () => restart(process);
}

/** Ends it at once and removes all it kept; undone by an empty one in its place. */
export async function wipe(victim: Victim): Promise<Undo> {
  const { node, cluster: { replacement } } = victim;
  if (typeof replacement === "string") {
    throw new TypeError(`Cannot wipe ${node.name} as ${replacement}`);
  }
  await runningProcess(victim).kill();
  await replacement.wipe(node);
  return () => replacement.rejoin(node);
}

/** Lets it stand still; undone by letting it go on. */
export async function pause(victim: Victim): Promise<Undo> {
  const process = runningProcess(victim);
  await process.pause();
  return () => Promise.resolve(process.resume());
}

/** Leaves it little processor time; undone by lifting the bound. */
export async function slowDown(victim: Victim): Promise<Undo> {
  const { cpu_share } = victim;
  const throttled = await throttle(runningProcess(victim), cpu_share);
  return async () => await throttled[Symbol.asyncDispose]();
}

/** Cuts it off from its peers; undone by joining it again. */
export async function isolate({ network, index }: Victim): Promise<Undo> {
  const { isolate, rejoin } = network;
  if (!isolate || !rejoin) {
    throw new TypeError("Cannot isolate a node as it has no namespace");
  }
  await isolate(index);
  return () => rejoin(index);
}

/** Makes weather on the connections that peers make to it; undone by calm. */
export function makeWeather(
  victim: Victim,
  weather: Partial<Weather>,
): Promise<Undo> {
  const link = requireLink(victim);
  link.set({ ...calm, ...weather });
  return Promise.resolve(() => Promise.resolve(link.set(calm)));
}

/** Resets the connections that peers make to it, now and once a second; undone by leaving them alone. */
export function resetAgain(victim: Victim): Promise<Undo> {
  const link = requireLink(victim);
  link.reset();
  const timer = setInterval(() => link.reset(), RESET_EVERY);
  return Promise.resolve(() => Promise.resolve(clearInterval(timer)));
}

function restart(process: OwnedProcess): Promise<void> {
  return Promise.resolve(process.start());
}

function requireLink({ node }: Victim): TcpProxy {
  if (node.link) return node.link;
  throw new TypeError(`Cannot disturb ${node.name} as it has no proxy`);
}

/** A fault at a node that is down already would be none. */
function runningProcess({ node }: Victim): OwnedProcess {
  const { name, process } = node;
  if (process && process.pid !== null) return process;
  throw new Error(`Cannot disturb ${name} as it does not run`);
}
