/** Flume as a forwarder. */
import { expect, test } from "vitest";
import {
  flume,
  flumeJars,
} from "../../../../src/systems/forwarders/flume/flume.ts";
import { missingJars, testQueueAttributes } from "../_queue_attributes.ts";

testQueueAttributes(flume, {
  settings: {},
  missing: missingJars(flumeJars),
  smallCap: 8 * 1024 ** 2,
  batch: 20_000,
  tooMany: 300_000,
  inexact: 0.02,
  // Runs on record took up to 45 % above a cap.
  overshoot: 0.6,
});

test("a folder without its jars is refused", () => {
  expect(() => flume.sizes({ flume: "/nowhere" })).toThrow("jars of Flume");
});
