import { expect, test } from "vitest";
import {
  toCarbonCRelayConfig,
  toQueueLines,
} from "../../../../src/systems/forwarders/carbon_c_relay/carbon_c_relay_config.ts";
import type { Forwarding } from "../../../../src/systems/forwarders/forwarder.ts";

test.each<[Forwarding["topology"], string]>([
  ["fan-out", "cluster sinks forward 127.0.0.1:2003 127.0.0.2:2003 ;"],
  ["cluster", "cluster sinks any_of 127.0.0.1:2003 127.0.0.2:2003 ;"],
])(
  "toCarbonCRelayConfig() forwards to a %s, and keeps its own metrics from it",
  (topology, cluster) => {
    const text = toCarbonCRelayConfig({
      port: 20_000,
      statistics: "/run/statistics.txt",
      forwarding: {
        topology,
        sinks: [1, 2].map((number) => ({
          ...{ name: `sink-${number}`, host: `127.0.0.${number}`, port: 2003 },
        })),
        ...{ bufferCap: 1, atCap: "drop" },
      },
    });
    const lines = text.split("\n");
    expect(lines).toContain(cluster);
    expect(lines).toContain("listen type linemode 127.0.0.1:20000 proto tcp ;");
    expect(lines).toContain("cluster statistics file /run/statistics.txt ;");
    expect(text.match(/send to statistics stop ;/g)).toHaveLength(1);
    expect(lines).toContain("match * send to sinks stop ;");
  },
);

test("toQueueLines() takes a line as 64 bytes", () => {
  expect(toQueueLines(2 ** 20)).toBe(16_384);
  expect(toQueueLines(160_063)).toBe(2500);
});
