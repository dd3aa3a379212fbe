import { expect, test } from "vitest";
import {
  glanceAt,
  hasKeys,
  hasLabels,
} from "../../../src/ingest/load_frame/glance.ts";
import { toSource } from "../../../src/ingest/mod.ts";

test("glanceAt() takes line ends off, and the line end of the file from its first line", () => {
  const { lines, isCrlf } = glanceAt(
    toSource("a.csv", '\na,b\r\n"1\n2",3\r\n'),
  );
  expect([lines, isCrlf]).toEqual([["a,b", '"1', '2",3', ""], true]);
  expect(glanceAt(toSource("a.csv", 'a\n"1\r\n2"\n')).isCrlf).toBe(false);
});

test("glanceAt() reads no more than it needs", () => {
  let chunks = 0;
  const source = {
    ...toSource("a.json", ""),
    *chunks() {
      for (; chunks < 100; chunks++) yield "x".repeat(2 ** 15);
    },
  };
  expect(glanceAt(source).text.length).toBe(2 ** 16);
  expect(chunks).toBeLessThan(3);
});

test("hasKeys() asks for keys of a document of JSON", () => {
  const of = (text: string) => hasKeys(glanceAt(toSource("a", text)), "b", "c");
  expect([of('{"b": {"c": 1}}'), of('{"b": 1}'), of('x "b" "c"')])
    .toEqual([true, false, false]);
});

test("hasLabels() takes quotes off labels", () => {
  const glance = glanceAt(toSource("a", '"b"; c ;d\n'));
  expect(hasLabels(glance, ["c", "b"], ";")).toBe(true);
  expect(hasLabels(glance, ["c", "b"])).toBe(false);
});
