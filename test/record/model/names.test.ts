import { expect, test } from "vitest";
import { compareText, shortNames } from "../../../src/record/mod.ts";

test("shortNames() counts names beyond nine", () => {
  const names = (n: number) =>
    Array.from({ length: n }, (_, i) => `cell-${i}`).join(",");
  expect(shortNames("store")).toBe("store");
  expect(shortNames(names(9))).toBe(names(9));
  expect(shortNames(names(100))).toBe("cell-0 and 99 more");
});

test("compareText() sorts by code units, whatever the language of the machine", () => {
  expect(["b", "a10", "ä", "B", "a9", "a"].sort(compareText))
    .toEqual(["B", "a", "a10", "a9", "b", "ä"]);
  expect(compareText("a", "a")).toBe(0);
});
