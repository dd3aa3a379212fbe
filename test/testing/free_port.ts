/** Ports of loopback for servers of tests. */
import { takePort } from "../../src/lab/processes/server_ports.ts";

const taken = new Set<number>();

/**
 * Returns a port that was free a moment ago, and that this process has not been given before. It stays free while its server
 * is away: it is none of those that the system gives to connections.
 */
export function freePort(): number {
  const port = takePort((port) => !taken.has(port));
  taken.add(port);
  return port;
}
