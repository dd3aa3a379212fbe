/** What an adapter is told, and what it tells. */
import { expect, test } from "vitest";
import {
  type AdapterPlan,
  readPlan,
  serveStatus,
} from "../../../../src/systems/forwarders/adapters/adapter_plan.ts";
import { freePort } from "../../../testing/free_port.ts";

const address = { host: "127.0.0.1", port: 1 };
const plan: AdapterPlan = {
  ...{ input: address, status: address, broker: address, brokerLog: null },
  ...{ deliveries: [], linesOfMessage: null, sinks: [address] },
  ...{ topology: "fan-out", bufferCap: 1, atCap: "drop", hold: 1 },
};

test("a plan is read as it was written", () => {
  expect(readPlan([JSON.stringify(plan)])).toEqual(plan);
});

test.each([
  ["no argument", []],
  ["no sink", [JSON.stringify({ ...plan, sinks: [] })]],
  ["a word that is not known", [JSON.stringify({ ...plan, x: 1 })]],
])("%s is an error", (_, args) => {
  expect(() => readPlan(args)).toThrow();
});

test("the status is served as it is when it is asked for", async () => {
  const none = { queued: null, sent: null, dropped: null };
  const status = { host: "127.0.0.1", port: freePort() };
  let sent = 1;
  serveStatus(status, () => ({ sinks: [{ ...none, sent }], shared: none }));
  sent = 2;
  const response = await fetch(`http://127.0.0.1:${status.port}/`);
  expect(await response.json())
    .toEqual({ sinks: [{ ...none, sent: 2 }], shared: none });
});
