/** Configuration of a carbon-c-relay, which forwards metrics in the graphite format from queues in memory. */
import type { Forwarding } from "../forwarder.ts";

/** Bytes of a line that a cap in bytes stands for, as the relay limits its queues in lines. */
export const LINE_BYTES = 64;

/** Lines that the relay sends in one go, its default; a queue must hold as many. */
export const BATCH_LINES = 2500;

/** Returns the lines of the queue of each sink for a cap in bytes. */
export function toQueueLines(bufferCap: number): number {
  return Math.floor(bufferCap / LINE_BYTES);
}

/**
 * Returns the text of `relay.conf`: it listens at a port of 127.0.0.1, and appends its own metrics each second to the
 * file `statistics` instead of sending them to the sinks.
 */
export function toCarbonCRelayConfig(
  { port, statistics, forwarding }: {
    readonly port: number;
    readonly statistics: string;
    readonly forwarding: Forwarding;
  },
): string {
  const type = forwarding.topology === "cluster" ? "any_of" : "forward";
  const sinks = forwarding.sinks.map(({ host, port }) => `${host}:${port}`);
  return `listen type linemode 127.0.0.1:${port} proto tcp ;
cluster sinks ${type} ${sinks.join(" ")} ;
cluster statistics file ${statistics} ;
statistics submit every 1 seconds prefix with relay send to statistics stop ;
match * send to sinks stop ;
`;
}
