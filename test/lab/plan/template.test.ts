import { expect, test } from "vitest";
import {
  compileJson,
  compileText,
  type Json,
  placeholdersIn,
} from "../../../src/lab/plan/template.ts";

function values(entries: Readonly<Record<string, Json>>) {
  return new Map(Object.entries(entries));
}

test("placeholdersIn() finds each name once, in texts and in JSON of any depth", () => {
  expect(placeholdersIn("/a/{x}/{y_2}/{x}")).toEqual(["x", "y_2"]);
  expect(placeholdersIn({ a: ["{x}", { b: "<{y}>" }], c: 1 })).toEqual([
    "x",
    "y",
  ]);
});

test.each(["no name", "{}", "{1}", "{ x }", "{x", "x}", '{"a":1}'])(
  "a brace that begins no name stands for itself: %s",
  (text) => {
    expect(placeholdersIn(text)).toEqual([]);
    expect(compileText(text)(values({}))).toBe(text);
  },
);

test("compileText() fills in numbers, booleans and JSON, each encoded", () => {
  const fill = compileText("/{a}/{b}?c={c}", encodeURIComponent);
  expect(fill(values({ a: "x y/z", b: 17, c: { d: true } }))).toBe(
    "/x%20y%2Fz/17?c=%7B%22d%22%3Atrue%7D",
  );
});

test("compileText() throws for a placeholder without a value, also one that objects inherit", () => {
  expect(() => compileText("{toString}")(values({}))).toThrow(
    "there is no value of {toString}",
  );
});

test("compileJson() keeps the type of a value that is a whole string, and escapes one within a string", () => {
  const fill = compileJson({
    ...{ whole: "{n}", list: ["{s}", "{flag}"], within: "id-{n} {s}" },
    "{s}": 1,
  });
  const filled = fill(values({ n: 3, s: 'a "b"\n', flag: false }));
  expect(JSON.parse(filled)).toEqual({
    whole: 3,
    list: ['a "b"\n', false],
    within: 'id-3 a "b"\n',
    'a "b"\n': 1,
  });
});

test("compileJson() makes JSON of texts with quotes and backslashes around placeholders", () => {
  const template = { a: '"{x}"', b: '\\"{x}', c: "\\{x}\\" };
  const filled = compileJson(template)(values({ x: '"\\' }));
  expect(JSON.parse(filled)).toEqual({
    a: '""\\"',
    b: '\\""\\',
    c: '\\"\\\\',
  });
});
