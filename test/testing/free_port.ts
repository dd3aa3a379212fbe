/** Ports of loopback for servers of tests. */
import { drawPort } from "../../src/lab/processes/server_ports.ts";

/**
 * Returns a port that was free a moment ago, and that stays so while its server is away: it is none of those that the
 * system gives to connections.
 */
export function freePort(): number {
  for (;;) {
    const port = drawPort();
    try {
      Deno.listen({ hostname: "127.0.0.1", port }).close();
      return port;
    } catch (error) {
      if (!(error instanceof Deno.errors.AddrInUse)) throw error;
    }
  }
}
