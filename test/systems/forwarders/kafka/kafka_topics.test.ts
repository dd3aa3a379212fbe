/** Topics of a topology. */
import { expect, test } from "vitest";
import { toTopics } from "../../../../src/systems/forwarders/kafka/kafka_topics.ts";

const plan = { sinks: [1, 2, 3], bufferCap: 16 * 1024 ** 2 };

test("a fan-out has a topic for each sink, which keeps less than the cap by two segments", () => {
  const topics = toTopics({ ...plan, topology: "fan-out" });
  expect(topics.map(({ name, sinks }) => [name, sinks])).toEqual([
    ["sink-1", [0]],
    ["sink-2", [1]],
    ["sink-3", [2]],
  ]);
  expect(topics[0]?.configs).toMatchObject({
    "retention.bytes": String(12 * 1024 ** 2),
    "segment.bytes": String(2 * 1024 ** 2),
  });
});

test("the sinks of a cluster share one topic", () => {
  const topics = toTopics({ ...plan, topology: "cluster" });
  expect(topics).toMatchObject([{ name: "cluster", sinks: [0, 1, 2] }]);
});
