import { expect, test } from "vitest";
import { holdsBase64, isValue } from "../../src/lab/found.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const long = bytes("key-1:".padEnd(500, "."));

test.each([
  ["abc", "abc", true],
  ["abc", "abd", false],
  ["abc", "ab", false],
  ["abc", "abcd", false],
  ["", "", true],
])("isValue() of %j and %j", (body, value, expected) => {
  expect(isValue(bytes(body), bytes(value))).toBe(expected);
});

test.each([
  ["as a whole word", `"value":"${btoa("any")}"`, bytes("any"), true],
  ["after the same word", `"YW55a" "YW55"`, bytes("any"), true],
  ["in a longer word", `"YW55YW55"`, bytes("any"), false],
  ["at the end of a word", `"aaaaYW55"`, bytes("any"), false],
  ["with padding", `"${btoa("a")}"`, bytes("a"), true],
  ["without its padding", `"YQ"`, bytes("a"), false],
  ["of many bytes", `{"value":"${long.toBase64()}"}`, long, true],
  [
    "of many bytes, cut",
    `{"value":"${long.toBase64().slice(4)}"}`,
    long,
    false,
  ],
  [
    "of many bytes, cut later",
    `"${long.toBase64().slice(0, -4)}"`,
    long,
    false,
  ],
  ["in nothing", "", bytes("any"), false],
])("holdsBase64() of a value %s", (_, body, value, expected) => {
  expect(holdsBase64(bytes(body), value)).toBe(expected);
});
