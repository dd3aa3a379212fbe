import { expect, test } from "vitest";
import { toKafkaRemarks } from "../../../../src/systems/forwarders/kafka/kafka_remarks.ts";
import { toTopicConfig } from "../../../../src/systems/forwarders/kafka/kafka_topic.ts";

test("every setting of the topic but its cap is named, and who balances a cluster", () => {
  const remarks = toKafkaRemarks({ topology: "fan-out" }).join("\n");
  const names = Object.keys(toTopicConfig(2 ** 24))
    .filter((name) => name !== "retention.bytes");
  expect(names.filter((name) => !remarks.includes(name))).toEqual([]);
  expect(remarks).not.toContain("KIP-932");
  expect(toKafkaRemarks({ topology: "cluster" }).join("\n"))
    .toContain("KIP-932");
});
