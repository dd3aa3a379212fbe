import { expect, test } from "vitest";
import { toNatsRemarks } from "../../../../src/systems/forwarders/nats/nats_remarks.ts";
import { toStream } from "../../../../src/systems/forwarders/nats/nats_stream.ts";

test("every setting of a consumer is named with its value", () => {
  const { consumers: [consumer] } = toStream({
    ...{ topology: "fan-out", sinks: [1], bufferCap: 2 ** 24 },
    ...{ atCap: "drop", hold: 3 },
  });
  const remarks = toNatsRemarks(3).join("\n");
  expect(remarks).toContain(
    `ack_wait is ${Number(consumer?.config.ack_wait) / 1e9} s`,
  );
  expect(remarks).toContain(
    `max_ack_pending is ${consumer?.config.max_ack_pending}`,
  );
});
