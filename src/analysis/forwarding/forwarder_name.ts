import { HARNESS } from "./throughput_lines.ts";

/** Names a forwarder with its version: `rsyslog 8.2302.0`, and each hop of a chain once. */
export function forwarderName(system: string, version: string): string {
  if (system === HARNESS) return "no forwarder";
  // The version of a chain already has the names of its hops.
  return version.startsWith(`${system} `)
    ? [...new Set(version.split(", "))].join(", ")
    : `${system} ${version}`.trim();
}
