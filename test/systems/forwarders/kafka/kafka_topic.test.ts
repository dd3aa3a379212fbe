/** Settings of the topic. */
import { expect, test } from "vitest";
import { toTopicConfig } from "../../../../src/systems/forwarders/kafka/kafka_topic.ts";

const MIB = 1024 ** 2;

test.each([[4, 1], [16, 2], [1024, 4]])(
  "a cap of %i MiB is kept by segments of %i MiB",
  (cap, segment) => {
    expect(toTopicConfig(cap * MIB)).toMatchObject({
      "segment.bytes": String(segment * MIB),
      "retention.bytes": String((cap - 2 * segment) * MIB),
    });
  },
);
