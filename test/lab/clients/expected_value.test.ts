import { expect, test } from "vitest";
import {
  judgeBase64,
  JUDGED,
  judgeValue,
  OTHER,
  toExpected,
} from "../../../src/lab/clients/expected_value.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const long = bytes("key-1:".padEnd(500, "."));

test.each([
  ["abc", "abc", ""],
  ["abc", "abd", OTHER],
  ["abc", "ab", OTHER],
  ["abc", "abcd", OTHER],
  ["", "", ""],
])("judgeValue() of %j where %j is expected", (body, value, fault) => {
  expect(judgeValue(bytes(body), toExpected(bytes(value)))).toBe(fault);
});

test.each([
  ["as a string", `{"value":"${btoa("any")}"}`, bytes("any"), ""],
  ["after one of its length", `["key1","YW55"]`, bytes("any"), ""],
  ["after what is no base64", `["k-1:","YW55"]`, bytes("any"), ""],
  ["in a longer string", `"YW55YW55"`, bytes("any"), OTHER],
  ["at the end of a string", `"aaaaYW55"`, bytes("any"), OTHER],
  ["outside of a string", `YW55`, bytes("any"), OTHER],
  ["with padding", `"${btoa("a")}"`, bytes("a"), ""],
  ["without its padding", `"YQ"`, bytes("a"), OTHER],
  ["with padding that is not its own", `"${btoa("ab")}"`, bytes("a"), OTHER],
  ["of many bytes", `{"value":"${long.toBase64()}"}`, long, ""],
  [
    "of many bytes, cut",
    `{"value":"${long.toBase64().slice(4)}"}`,
    long,
    OTHER,
  ],
  [
    "of many bytes, cut later",
    `"${long.toBase64().slice(0, -4)}"`,
    long,
    OTHER,
  ],
  ["in nothing", "", bytes("any"), OTHER],
])("judgeBase64() of a value %s", (_, body, value, fault) => {
  expect(judgeBase64(bytes(body), toExpected(value))).toBe(fault);
});

test("judgeBase64() gives as much of the value as it is judged by, and says what is wrong with it", () => {
  const seen: string[] = [];
  const fault = judgeBase64(bytes(`{"value":"${long.toBase64()}"}`), {
    size: 500,
    judge(value) {
      seen.push(new TextDecoder().decode(value));
      return "older";
    },
  });
  expect(fault).toBe("older");
  expect(seen).toEqual(["key-1:".padEnd(JUDGED, ".")]);
});
