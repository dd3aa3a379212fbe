import { expect, test } from "vitest";
import { lineColumns } from "../../../src/analysis/recorded/line_columns.ts";
import {
  boundText,
  brokenText,
  loadText,
} from "../../../src/analysis/recorded/line_text.ts";
import { sureLine } from "../../../src/analysis/recorded/sure_line.ts";

const line = sureLine([
  { load: 1000, held: true },
  { load: 2000, held: false },
  { load: 3000, held: true },
]);
const none = sureLine([]);

test("loadText() prints datapoints a minute", () => {
  expect([loadText(line.held), loadText(none.held)]).toEqual([
    "60,000",
    "none",
  ]);
});

test("boundText() and brokenText() describe both ends of a line", () => {
  expect(boundText(line)).toBe("1 of 1 held: at most 95 % break");
  expect(brokenText(line)).toBe("1 of 1 broke");
  expect([boundText(none), brokenText(none)]).toEqual(["", ""]);
});

test("lineColumns print a line", () => {
  const print = (row: { readonly line: typeof line }) =>
    lineColumns.map(({ cell }) => cell(row)).map(({ text, note }) =>
      `${text} (${note})`
    );
  expect(print({ line })).toEqual([
    "60,000 (1 of 1 held: at most 95 % break)",
    "120,000 (1 of 1 broke)",
    "1 ()",
  ]);
  expect(print({ line: none })).toEqual(["none ()", "none ()", "0 ()"]);
});
