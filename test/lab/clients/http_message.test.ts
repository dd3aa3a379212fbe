import { expect, test } from "vitest";
import { toMessage } from "../../../src/lab/clients/http_message.ts";

test.each([
  ['{"error":"no room"}', "no room"],
  ['{"message":"no room","code":1}', "no room"],
  ['{"error":{"a":1}}', '{"error":{"a":1}}'],
  ["<html>", "<html>"],
  ["", ""],
])("toMessage() of '%s' is '%s'", (body, message) => {
  expect(toMessage(new TextEncoder().encode(body))).toBe(message);
});

test("toMessage() reads the beginning of a long body only", () => {
  expect(toMessage(new Uint8Array(10_000).fill(97))).toHaveLength(1024);
});
