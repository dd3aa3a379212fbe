/** Kafka as a forwarder. */
import { expect, test } from "vitest";
import {
  kafka,
  kafkaJars,
} from "../../../../src/systems/forwarders/kafka/kafka.ts";
import { missingJars, testQueueAttributes } from "../_queue_attributes.ts";

testQueueAttributes(kafka, {
  settings: {},
  missing: missingJars(kafkaJars),
  smallCap: 4 * 1024 ** 2,
  batch: 20_000,
  tooMany: 200_000,
  inexact: 0,
  overshoot: 0.25,
});

test("a folder without its jars is refused", () => {
  expect(() => kafka.sizes({ kafka: "/nowhere" })).toThrow("jars of Kafka");
});
