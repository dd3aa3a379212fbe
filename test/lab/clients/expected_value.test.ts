import { expect, test } from "vitest";
import {
  COMPARED_BYTES,
  findBase64Mismatch,
  findMismatch,
  toExpectedValue,
  WRONG_VALUE,
} from "../../../src/lab/clients/expected_value.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const long = bytes("key-1:".padEnd(500, "."));

test.each([
  ["abc", "abc", ""],
  ["abc", "abd", WRONG_VALUE],
  ["abc", "ab", WRONG_VALUE],
  ["abc", "abcd", WRONG_VALUE],
  ["", "", ""],
])("findMismatch() of %j where %j is expected", (body, value, error) => {
  expect(findMismatch(bytes(body), toExpectedValue(bytes(value)))).toBe(error);
});

test.each([
  ["as a string", `{"value":"${btoa("any")}"}`, bytes("any"), ""],
  ["after another string of its length", `["key1","YW55"]`, bytes("any"), ""],
  ["after a string that is not base64", `["k-1:","YW55"]`, bytes("any"), ""],
  ["in a longer string", `"YW55YW55"`, bytes("any"), WRONG_VALUE],
  ["at the end of a string", `"aaaaYW55"`, bytes("any"), WRONG_VALUE],
  ["outside of a string", `YW55`, bytes("any"), WRONG_VALUE],
  ["with padding", `"${btoa("a")}"`, bytes("a"), ""],
  ["without its padding", `"YQ"`, bytes("a"), WRONG_VALUE],
  [
    "with the padding of another length",
    `"${btoa("ab")}"`,
    bytes("a"),
    WRONG_VALUE,
  ],
  ["of many bytes", `{"value":"${long.toBase64()}"}`, long, ""],
  [
    "of many bytes, cut",
    `{"value":"${long.toBase64().slice(4)}"}`,
    long,
    WRONG_VALUE,
  ],
  [
    "of many bytes, cut later",
    `"${long.toBase64().slice(0, -4)}"`,
    long,
    WRONG_VALUE,
  ],
  ["in an empty body", "", bytes("any"), WRONG_VALUE],
])("findBase64Mismatch() of a value %s", (_, body, value, error) => {
  expect(findBase64Mismatch(bytes(body), toExpectedValue(value))).toBe(error);
});

test("findBase64Mismatch() passes the compared bytes, and returns the mismatch", () => {
  const seen: string[] = [];
  const error = findBase64Mismatch(bytes(`{"value":"${long.toBase64()}"}`), {
    size: 500,
    mismatch(value) {
      seen.push(new TextDecoder().decode(value));
      return "older";
    },
  });
  expect(error).toBe("older");
  expect(seen).toEqual(["key-1:".padEnd(COMPARED_BYTES, ".")]);
});
