/** NATS with JetStream as a forwarder. */
import { expect, test } from "vitest";
import { nats } from "../../../../src/systems/forwarders/nats/nats.ts";
import { findProgram } from "../../../testing/programs.ts";
import { testQueueAttributes } from "../_queue_attributes.ts";

testQueueAttributes(nats, {
  settings: {},
  missing: findProgram("nats-server") === null
    ? "apt-get install nats-server"
    : "",
  smallCap: 4 * 1024 ** 2,
  batch: 5000,
  tooMany: 200_000,
  inexact: 0,
  overshoot: 0.25,
});

test("a hold time that is no number is refused", () => {
  expect(() => nats.sizes({ hold: "-1" })).toThrow("hold");
});
