/** Stream and consumers of a topology. */
import { expect, test } from "vitest";
import { toStream } from "../../../../src/systems/forwarders/nats/nats_stream.ts";

const plan = {
  sinks: [1, 2, 3],
  bufferCap: 16 * 1024 ** 2,
  atCap: "drop",
  hold: 1,
} as const;

test("a fan-out has one stream with a consumer for each sink, below the cap by a part of a block", () => {
  const { stream, consumers } = toStream({ ...plan, topology: "fan-out" });
  expect(stream).toMatchObject({
    max_bytes: 12.75 * 1024 ** 2,
    discard: "old",
    retention: "interest",
    storage: "file",
  });
  // 5 s and twice the time for which messages are held, in ns.
  expect(consumers[0]?.config.ack_wait).toBe(7e9);
  expect(consumers.map(({ config, sinks }) => [config.durable_name, sinks]))
    .toEqual([["sink-1", [0]], ["sink-2", [1]], ["sink-3", [2]]]);
});

test("the sinks of a cluster share one consumer; the stream refuses when it must not drop", () => {
  const { stream, consumers } = toStream({
    ...{ ...plan, topology: "cluster" },
    atCap: "block",
  });
  expect(stream.discard).toBe("new");
  expect(consumers).toMatchObject([{ sinks: [0, 1, 2] }]);
});
