import { expect, test } from "vitest";
import { readArguments } from "../../../examples/relay/main.ts";

const given = ["--port", "7000", "--spool", "/s", "--sinks", "127.0.0.2:7101"];

test("readArguments() has defaults for all but port, sinks and spool", () => {
  expect(readArguments(given)).toEqual({
    port: 7000,
    spool: "/s",
    sinks: [{ hostname: "127.0.0.2", port: 7101 }],
    topology: "fan-out",
    cap: 64 * 2 ** 20,
    atCap: "drop",
  });
});

test.each([
  [[], "Cannot start without --spool"],
  [given.with(1, "70000"), "--port must be a whole number from 1 to 65535"],
  [given.with(5, "10.0.0.1:80"), "--sinks must be 127.0.0.1:port"],
  [given.with(5, ""), "--sinks must be 127.0.0.1:port"],
  [[...given, "--topology", "ring"], "--topology must be fan-out or cluster"],
  [[...given, "--at-cap", "stop"], "--at-cap must be drop or block"],
  [[...given, "--cap", "1.5"], "--cap must be a whole number"],
])("readArguments() refuses %j", (args, message) => {
  expect(() => readArguments(args)).toThrow(message);
});
