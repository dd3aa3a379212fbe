/** Asks a node of a user's own system whether it is ready, in the way that the system declares. */
import { type Access, addressOf } from "../../lab/clients/access.ts";
import { isOk } from "../../lab/clients/fetch_json.ts";
import type {
  ClusterNode,
  Health,
} from "../../lab/system/system_under_test.ts";
import type { Ready } from "./declaration.ts";
import { toOrigin } from "./node_access.ts";

/** Seconds to connect. */
const CONNECT_TIMEOUT_S = 0.8;

/** Bytes at the end of a log in which its line of readiness is looked for: a program may print without end. */
const MAX_LOG_BYTES = 1_000_000;

/** Returns true if a node is ready; never throws, and resolves within a second. */
export async function isReady(
  ready: Ready,
  node: ClusterNode,
  access: Access,
): Promise<boolean> {
  if ("http" in ready) {
    return await isOk(`${toOrigin(node, access)}${ready.http}`, { access });
  }
  if ("tcp" in ready) return await canConnect(node, access);
  const { process } = node;
  if (process === null || process.pid === null) return false;
  return new RegExp(ready.log, "m").test(await process.readLog(MAX_LOG_BYTES));
}

/** Returns its health once it was ready. A line of its log says no more than that it runs. */
export async function readHealth(
  ready: Ready,
  node: ClusterNode,
  access: Access,
): Promise<Health> {
  if ("log" in ready) return node.process?.pid ? "up" : "down";
  return await isReady(ready, node, access) ? "up" : "down";
}

async function canConnect(
  { endpoint }: ClusterNode,
  access: Access,
): Promise<boolean> {
  try {
    const connection = await Deno.connect({
      hostname: addressOf(endpoint.host, access),
      port: endpoint.port,
      signal: AbortSignal.timeout(1000 * CONNECT_TIMEOUT_S),
    });
    connection.close();
    return true;
  } catch {
    return false;
  }
}
