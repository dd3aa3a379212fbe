/** The text of `flume.properties`. */
import { expect, test } from "vitest";
import {
  toCapacity,
  toFlumeConfig,
} from "../../../../src/systems/forwarders/flume/flume_config.ts";

const plan = {
  ...{ port: 1, deliveries: [11, 12, 13], spool: "/tmp/spool" },
  linesOfEvent: 100,
  forwarding: {
    topology: "fan-out",
    sinks: [1, 2, 3].map((port) => ({
      ...{ name: `sink-${port}`, host: "127.0.0.1", port },
    })),
    bufferCap: 16 * 1024 ** 2,
    atCap: "drop",
  },
} as const;

test("a fan-out has a channel for each sink, none of which the source waits for", () => {
  const text = toFlumeConfig(plan);
  expect(text).toContain("agent.channels = channel-1 channel-2 channel-3\n");
  expect(text).toContain(
    "agent.sources.in.selector.optional = channel-1 channel-2 channel-3\n",
  );
  expect(text).toContain("agent.sinks.sink-3.channel = channel-3\n");
  expect(text).toContain("agent.channels.channel-2.keep-alive = 0\n");
  // Each channel is in a folder with the name of its sink.
  expect(text).toContain("channel-2.dataDirs = /tmp/spool/sink-2/data\n");
});

test("the sinks of a cluster share a channel; the source waits for room unless it may drop", () => {
  const forwarding = {
    ...plan.forwarding,
    topology: "cluster",
    atCap: "block",
  } as const;
  const text = toFlumeConfig({ ...plan, forwarding });
  expect(text).toContain("agent.channels = channel-1\n");
  expect(text).toContain("agent.sinks.sink-3.channel = channel-1\n");
  expect(text).toContain("agent.channels.channel-1.keep-alive = 86400\n");
  expect(text).not.toContain("optional");
  expect(text).toContain("dataDirs = /tmp/spool/cluster/data\n");
});

test("a cap in bytes allows fewer events the more lines they have", () => {
  expect(toCapacity(16 * 1024 ** 2, 100)).toBe(2371);
  expect(toCapacity(16 * 1024 ** 2, 1)).toBe(97218);
});
