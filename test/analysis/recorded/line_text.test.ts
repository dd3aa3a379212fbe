import { expect, test } from "vitest";
import { lineColumns } from "../../../src/analysis/recorded/line_columns.ts";
import {
  boundText,
  brokenText,
  loadText,
} from "../../../src/analysis/recorded/line_text.ts";
import { sureLine } from "../../../src/analysis/recorded/sure_line.ts";

const line = sureLine([
  { value: 1000, result: "passed" },
  { value: 2000, result: "failed" },
  { value: 3000, result: "passed" },
]);
const none = sureLine([]);

test("loadText() prints datapoints a minute", () => {
  expect([loadText(line.passed), loadText(none.passed)]).toEqual([
    "60,000",
    "none",
  ]);
});

test("boundText() and brokenText() describe both ends of a line", () => {
  expect(boundText(line)).toBe(
    "1 of 1 held: at most 95 % break, by the 95 % bound",
  );
  expect(brokenText(line)).toBe("1 of 1 broke");
  expect([boundText(none), brokenText(none)]).toEqual(["", ""]);
});

test("lineColumns print a line", () => {
  const print = (row: { readonly line: typeof line }) =>
    lineColumns.map(({ cell }) => cell(row)).map(({ text, note }) =>
      `${text} (${note})`
    );
  expect(print({ line })).toEqual([
    "60,000 (1 of 1 held: at most 95 % break, by the 95 % bound)",
    "120,000 (1 of 1 broke)",
    "1 ()",
  ]);
  expect(print({ line: none })).toEqual(["none ()", "none ()", "0 ()"]);
});
