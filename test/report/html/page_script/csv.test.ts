import { expect, test } from "vitest";
import { renderRows } from "../../../../src/report/mod.ts";
import { csvCell, toCsv } from "../../../../src/report/html/page_script/csv.js";

test("toCsv() quotes what needs it, and leaves an absent value empty", () => {
  expect(toCsv([["a", "b, c"], [1.5, null], ['say "x"', "two\nlines"]])).toBe(
    'a,"b, c"\r\n1.5,\r\n"say ""x""","two\nlines"\r\n',
  );
});

test("csvCell() keeps a spreadsheet from running a text, as the query does", () => {
  for (
    const text of [
      ...["=1+1", "+cmd|'x'", "-2+3", "@SUM(A1)", "\tx", "\uff1dx"],
      ...["-2.5", "+3e4", "plain", "a=b"],
    ]
  ) {
    const query = renderRows({ columns: ["a"], rows: [{ a: text }] }, "csv");
    expect(csvCell(text)).toBe(query.split("\n").at(-1));
  }
  expect(csvCell(-2.5)).toBe("-2.5");
});
