import { cpuUsage } from "node:process";
import { parse } from "csv-parse/sync";
import { expect, test } from "vitest";
import {
  csvRecords,
  refuseSeparators,
} from "../../../src/ingest/source/csv.ts";
import { toSource } from "../../../src/ingest/mod.ts";

function read(text: string, multiline = true) {
  return [...csvRecords(toSource("x.csv", text), { multiline })];
}

test.each([
  "a,b\n1,2\n",
  "a,b\r\n1,2\r\n\r\n3,4",
  '"a","b"\n"1","x ""y"" z"\n"",""\n',
  '"a\nb",c\n\n1,"2\n\n3"\n',
  'a,,\n,\n"",b\n',
  'x,"a\n"",b\n"",""\n\n","c\r\nd",e\n"f\n","\ng",""\n',
  "a;b\n1;2\n",
  '"é","µ,"\n',
])("csvRecords() reads %j as csv-parse does", (text) => {
  const expected = parse(text, {
    relax_column_count: true,
    skip_empty_lines: true,
  });
  expect(read(text).map(({ fields }) => fields)).toEqual(expected);
  expect(read(text).every(({ problem }) => problem === "")).toBe(true);
});

test("csvRecords() reports a misplaced quote, and continues", () => {
  const text = 'a,b\n"x"y,2\n1,z"\n"p\nq",3\n4,5\n';
  expect(read(text).map(({ line, problem }) => [line, problem])).toEqual([
    [1, ""],
    [2, "it has a quote inside a field where none may stand"],
    [3, "it has a quote inside a field where none may stand"],
    [4, ""],
    [6, ""],
  ]);
});

test("csvRecords() refuses a quote that is never closed, or limits it to its line", () => {
  const text = 'a,b\n1,"x\n2,3\n';
  expect(() => read(text)).toThrow(
    "x.csv:2:1: is cut off inside a quoted field",
  );
  expect(read(text, false).map(({ problem }) => problem)).toEqual([
    "",
    "it is cut off inside a quoted field",
    "",
  ]);
});

test("csvRecords() reads each line of a field without an end once", () => {
  const text = `a,b\n"${"0123456789,abcdefgh\n".repeat(2 ** 16)}`;
  const started = performance.now();
  expect(() => read(text)).toThrow("x.csv:2:1: is cut off");
  expect(performance.now() - started).toBeLessThan(5000);
});

test("csvRecords() reads a line of many megabytes in linear time", () => {
  // Of the processor, which a busy machine gives to others for most of the time.
  const used = () => {
    const { user, system } = cpuUsage();
    return (user + system) / 1000;
  };
  const started = used();
  const small = read("a,".repeat(2 ** 17));
  const between = used();
  const large = read("a,".repeat(2 ** 21));
  const ended = used();
  expect([small[0]?.fields.length, large[0]?.fields.length])
    .toEqual([2 ** 17 + 1, 2 ** 21 + 1]);
  // Sixteen times the length: a quadratic reader would take 256 times as long.
  expect(ended - between).toBeLessThan(100 * (between - started) + 1000);
});

test("refuseSeparators() names the separator used instead of commas", () => {
  const refuse = (raw: string) =>
    refuseSeparators("x.csv", { raw, line: 3 }, ["test", "rps"]);
  expect(() => refuse('"test";"rps"')).toThrow(
    "x.csv:3:1: is separated by semicolons, as spreadsheets write CSV",
  );
  expect(() => refuse("test\trps\tother")).toThrow("by tabs");
  expect(() => refuse("test,rps")).not.toThrow();
  expect(() => refuse("test;x")).not.toThrow();
});
