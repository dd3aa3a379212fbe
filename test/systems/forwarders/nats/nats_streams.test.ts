/** Streams and consumers of a topology. */
import { expect, test } from "vitest";
import { toStreams } from "../../../../src/systems/forwarders/nats/nats_streams.ts";

const plan = {
  sinks: [1, 2, 3],
  bufferCap: 16 * 1024 ** 2,
  atCap: "drop",
  hold: 1,
} as const;

test("a fan-out has a stream for each sink, with a cap of its own", () => {
  const streams = toStreams({ ...plan, topology: "fan-out" });
  expect(streams.map(({ stream, sinks }) => [stream.name, sinks])).toEqual([
    ["sink-1", [0]],
    ["sink-2", [1]],
    ["sink-3", [2]],
  ]);
  expect(streams[0]?.stream).toMatchObject({
    max_bytes: 14 * 1024 ** 2,
    discard: "old",
    storage: "file",
  });
});

test("the sinks of a cluster share one stream, which refuses when it must not drop", () => {
  const streams = toStreams({ ...plan, topology: "cluster", atCap: "block" });
  expect(streams).toMatchObject([
    { sinks: [0, 1, 2], stream: { discard: "new" } },
  ]);
});
