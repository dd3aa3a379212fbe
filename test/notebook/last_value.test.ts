import { expect, test } from "vitest";
import { guardLastValue } from "../../src/notebook/last_value.ts";

/** Returns the part of a source that is given to the guard; null for none. */
function guarded(source: string): string | null {
  const [, last = null] =
    /globalThis\[Symbol\.for\("loadline\.value"\)\]\(\((.*)\n\)\)$/s.exec(
      guardLastValue(source),
    ) ?? [];
  return last;
}

test.each([
  ["text", "text"],
  ["text;", "text"],
  ["const a = 1;\na\n", "a"],
  ["const a: number = 1; a", "a"],
  ["const a = {\n  b: 1,\n};\na.b", "a.b"],
  ["f();\nPlot.plot({\n  marks: [],\n})", "Plot.plot({\n  marks: [],\n})"],
  ["await f(1)", "await f(1)"],
  ["f() // shown", "f() // shown"],
  ["a;\n[1, 2]", "[1, 2]"],
  ["x = 5", "x = 5"],
  ["a\n[0]", "a\n[0]"],
  ["tag\n`text`", "tag\n`text`"],
  ["f('a; b')", "f('a; b')"],
  ["a, b", "a, b"],
  ["`one\ntwo`", "`one\ntwo`"],
  ['import { a } from "b";\na as string', "a as string"],
  ['await a;\nimport("b")', 'import("b")'],
  ["const a = 1;\nformat(a)", "format(a)"],
])("guardLastValue() guards the last expression of %j", (source, last) => {
  expect(guarded(source)).toBe(last);
});

test.each([
  "",
  "const a = 1;",
  "// only a comment",
  "function f() {}",
  "async function f() {}",
  "class A {}",
  "{ a: 1 }",
  "for (const a of b) f(a);",
  "if (a) f();\nelse g();",
  "const text = `\nx\n`;",
  "/*\na\n*/",
  "const a = f\n(b)",
  "f(1); // note; text",
  "const a = 1 // note; text",
  "f(`; ${a}`); // `; text",
  "const a = b\n  + c",
  "export const a = 1;",
  "type A = string;",
  "while (a)\nf()",
  "const a = (b;",
])("guardLastValue() leaves %j unchanged", (source) => {
  expect(guardLastValue(source)).toBe(source);
});

test("guardLastValue() keeps the lines of a cell in their places", () => {
  const source = "const a = 1;\n\nf(\n  a,\n)";
  expect(
    guardLastValue(source).split("\n").slice(0, 5).map((line) =>
      line.slice(-4)
    ),
  )
    .toEqual(["= 1;", "", ")((f(", "  a,", ")"].map((line) => line.slice(-4)));
});
