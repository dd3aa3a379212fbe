import { expect, test } from "vitest";
import {
  limitIf,
  percentParts,
  sharedLimit,
  splitUnit,
  toLabel,
} from "../../../src/analysis/answers/answer_parts.ts";

test.each([
  ["1.45 s", "1.45", "s"],
  ["below 84.3 ms", "below 84.3", "ms"],
  ["> 15 s", "> 15", "s"],
  ["60 to 90 ms", "60 to 90 ms", ""],
  ["not reached", "not reached", ""],
])("splitUnit() of %s", (text, value, unit) => {
  expect(splitUnit(text)).toEqual({ value, unit });
});

test("percentParts() keeps the decimals that are asked for", () => {
  expect(percentParts(0.33117)).toEqual({ value: "33.1", unit: "%" });
  expect(percentParts(0.0876, 2)).toEqual({ value: "8.76", unit: "%" });
});

test("toLabel() shortens a name of the record, however long, by whole letters", () => {
  expect(toLabel("kill-leader")).toBe("kill-leader");
  expect([...toLabel("🌍".repeat(60))]).toHaveLength(48);
});

test("limitIf() and sharedLimit() are empty unless they apply", () => {
  expect([limitIf(false, "few runs"), sharedLimit(0, 9)]).toEqual([[], []]);
  expect(sharedLimit(2, 9)).toEqual([{
    label: "2 of 9 runs shared the machine",
    heading: "What to keep in mind",
  }]);
});
