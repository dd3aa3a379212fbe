import { expect, test } from "vitest";
import { parseJson } from "../../../src/ingest/source/json.ts";

test.each([
  ["[1, 2", "1:6: is JSON that is cut off"],
  ['{"a": "b\n', "1:9: is JSON that is cut off"],
  ["", "1:1: is JSON that is cut off"],
  // V8 does not say where.
  ["[1,\n  oops, 2]", "2:3: is not JSON"],
  ['{"a": tru}', "1:10: is not JSON"],
  ["nul", "1:4: is JSON that is cut off"],
  ['{"a": 1} {', "1:10: is not JSON"],
])("parseJson() names the place in %j", (text, message) => {
  expect(() => parseJson({ name: "x.json", text }))
    .toThrow(`x.json:${message}; `);
});

test("parseJson() counts the lines before the text", () => {
  expect(() => parseJson({ name: "x", text: "[\n1 2]" }, 40))
    .toThrow("x:42:3: is not JSON");
});
