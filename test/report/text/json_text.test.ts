import { expect, test } from "vitest";
import { toJsonText } from "../../../src/report/text/json_text.ts";

test("toJsonText() holds the same data, and nothing that a terminal acts on", () => {
  const value = { name: "a\u001b[31m\u009b\u202eb\u007f", n: [1, null] };
  const text = toJsonText(value);
  expect(JSON.parse(text)).toEqual(value);
  // deno-lint-ignore no-control-regex -- these are the characters
  expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
});
