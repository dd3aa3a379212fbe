import { expect, test } from "vitest";
import { UnavailableError } from "../../../src/lab/processes/unavailable.ts";
import { UsageError } from "../../../src/record/mod.ts";
import { checkForwarding } from "../../../src/systems/forwarders/check_forwarding.ts";
import type { Forwarding } from "../../../src/systems/forwarders/forwarder.ts";

const forwarding: Forwarding = {
  topology: "fan-out",
  sinks: [{ name: "sink-1", host: "127.0.0.1", port: 2003 }],
  bufferCap: 1024,
  atCap: "drop",
};

function check(change: Partial<Forwarding>): void {
  checkForwarding({ ...forwarding, ...change }, {
    title: "some",
    minCap: 1024,
    atCap: ["drop"],
  });
}

const sink = (host: string, port: number) => ({
  sinks: [{ name: "sink-1", host, port }],
});

test.each<[string, Partial<Forwarding>]>([
  ["an address", {}],
  ["a host name", sink("sink-1.example", 1)],
  ["the last port", sink("127.0.0.2", 65_535)],
  ["a large cap", { bufferCap: 2 ** 40 }],
])("checkForwarding() accepts %s", (_, change) => {
  check(change);
});

test.each<[string, Partial<Forwarding>, string]>([
  ["no sink", { sinks: [] }, "it needs a sink"],
  ["an empty host", sink("", 1), "current value is ':1'"],
  ["a quote", sink('a"b', 1), `current value is 'a"b:1'`],
  ["a line feed", sink("a\nb", 1), "host name or IPv4 address"],
  ["port 0", sink("a", 0), "current value is 'a:0'"],
  ["half a port", sink("a", 1.5), "current value is 'a:1.5'"],
  ["a small cap", { bufferCap: 1023 }, "current value is 1023"],
  ["half a byte", { bufferCap: 2000.5 }, "current value is 2000.5"],
  ["no limit", { bufferCap: Infinity }, "current value is Infinity"],
])("checkForwarding() refuses %s", (_, change, text) => {
  expect(() => check(change)).toThrow(UsageError);
  expect(() => check(change)).toThrow(text);
});

test("checkForwarding() says what the tool can do at its cap", () => {
  expect(() => check({ atCap: "block" })).toThrow(UnavailableError);
  expect(() => check({ atCap: "block" })).toThrow(
    "Cannot start some as it cannot block at the cap of a buffer: it can drop",
  );
});
