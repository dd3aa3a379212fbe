import { parse } from "csv-parse/sync";
import { expect, test } from "vitest";
import { splitCsv } from "../../../src/lab/monitor/csv_rows.ts";

test.for<[string, string[][]]>([
  ["", []],
  ["a,b\n", [["a", "b"]]],
  ["a,b\nc,d\n", [["a", "b"], ["c", "d"]]],
  ['"",x\n', [["", "x"]]],
  [",\n", [["", ""]]],
  ["a,", [["a", ""]]],
  ["\n", [[""]]],
  ['"a ""b"", c\nd",e\n', [['a "b", c\nd', "e"]]],
  ['"""",""""""\n', [['"', '""']]],
  ['a"b,c\n', [['a"b', "c"]]],
  ['"a"b,c\n', [["a", "c"]]],
  ['x,"never closed\n', [["x", "never closed\n"]]],
])("splitCsv(%j) returns its fields", ([text, rows]) => {
  expect(splitCsv(text)).toEqual(rows);
});

test("splitCsv() splits every text of quotes, commas and line ends as csv-parse does", () => {
  const parts = ["a", '""', '"x"', '"a,b"', '"\n"', '"é""🚢"', " "];
  const rows = parts.flatMap((one) =>
    parts.flatMap((two) => parts.map((three) => `${one},${two},${three}\n`))
  );
  const text = rows.join("");
  expect(splitCsv(text)).toEqual(parse(text));
});
