/** Checks what a forwarder is asked to do before it is written into a configuration file. */
import type { Endpoint } from "../../lab/system/client_spec.ts";
import { UnavailableError } from "../../lab/processes/unavailable.ts";
import { UsageError } from "../../record/mod.ts";
import type { AtCap, Forwarding } from "./forwarder.ts";

/** Largest port number of TCP. */
const MAX_PORT = 65_535;

/**
 * Throws `UsageError` for no sink, for a sink whose address could break out of a configuration file, and for a cap that
 * is not a whole number of at least `minCap` bytes; `UnavailableError` for a behaviour at the cap that the tool does not
 * have.
 */
export function checkForwarding(
  { sinks, bufferCap, atCap }: Forwarding,
  tool: {
    readonly title: string;
    readonly minCap: number;
    readonly atCap: readonly AtCap[];
  },
): void {
  const { title, minCap } = tool;
  if (sinks.length === 0) {
    throw new UsageError(`Cannot start ${title} as it needs a sink`);
  }
  for (const sink of sinks) checkSink(sink);
  if (!tool.atCap.includes(atCap)) {
    throw new UnavailableError(
      `Cannot start ${title} as it cannot ${atCap} at the cap of a buffer: it can ${
        tool.atCap.join(" or ")
      }`,
    );
  }
  if (Number.isSafeInteger(bufferCap) && bufferCap >= minCap) return;
  throw new UsageError(
    `Cannot limit the buffer of ${title} as its cap must be a whole number of at least ${minCap} B: current value is ${bufferCap}`,
  );
}

function checkSink({ name, host, port }: Endpoint): void {
  const isPort = Number.isInteger(port) && port > 0 && port <= MAX_PORT;
  if (isPort && /^[\w.-]+$/.test(host)) return;
  throw new UsageError(
    `Cannot forward to ${name} as it must have a host name or IPv4 address, and a port: current value is '${host}:${port}'`,
  );
}
