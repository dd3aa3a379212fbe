import { expect, test } from "vitest";
import { toSource } from "../../../src/ingest/mod.ts";
import {
  lineSpans,
  wholeLines,
} from "../../../src/ingest/source/line_spans.ts";

function read(text: string, size: number): string[] {
  const chunks = text.match(new RegExp(`[^]{1,${size}}`, "g")) ?? [];
  const lists = [...lineSpans({ name: "x.log", chunks: () => chunks })];
  return lists.flat().map(({ text, from, to }) => text.slice(from, to));
}

test.each([
  "",
  "\n",
  "one",
  "one\n",
  "\n\none\n\ntwo\r\n",
  "a\nbc\ndef\nghij\nklmno\npqrstu",
])("lineSpans() finds the lines of %j as lines() does", (text) => {
  for (const size of [1, 2, 3, 7, 100]) {
    expect(read(text, size)).toEqual([...toSource("x.log", text).lines()]);
  }
});

test("lineSpans() refuses a line that is too long, by its number", () => {
  const chunks = function* () {
    yield "a\nb\n";
    for (let i = 0; i < 20; i++) yield "x".repeat(2 ** 20);
  };
  expect(() => [...lineSpans({ name: "x.log", chunks })])
    .toThrow("x.log:3:1: is a line of more than 16777216 characters");
});

test("wholeLines() yields parts that end with a line, wherever chunks are cut", () => {
  const text = "a\nbc\n\ndef\nghij\nk";
  for (const size of [1, 2, 3, 7, 100]) {
    const chunks = text.match(new RegExp(`[^]{1,${size}}`, "g")) ?? [];
    const parts = [
      ...wholeLines({ name: "x.log", chunks: () => chunks }, () => 0),
    ]
      .map(({ text, from, to }) => text.slice(from, to));
    expect(parts.join("")).toBe(text);
    expect(parts.at(-1)).toBe("k");
    expect(parts.slice(0, -1).every((part) => part.endsWith("\n"))).toBe(true);
  }
});
