/** The text of `server.properties`. */
import { expect, test } from "vitest";
import { toKafkaConfig } from "../../../../src/systems/forwarders/kafka/kafka_config.ts";

test("one node is broker and controller, at loopback only", () => {
  const text = toKafkaConfig({ port: 1, controller: 2, spool: "/tmp/spool" });
  expect(text).toContain("process.roles=broker,controller\n");
  expect(text).toContain(
    "listeners=BROKER://127.0.0.1:1,CONTROLLER://127.0.0.1:2\n",
  );
  expect(text).toContain("log.dirs=/tmp/spool\n");
});
