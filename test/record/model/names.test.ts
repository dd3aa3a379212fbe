import { expect, test } from "vitest";
import { shortNames } from "../../../src/record/mod.ts";

test("shortNames() counts names beyond nine", () => {
  const names = (n: number) =>
    Array.from({ length: n }, (_, i) => `cell-${i}`).join(",");
  expect(shortNames("store")).toBe("store");
  expect(shortNames(names(9))).toBe(names(9));
  expect(shortNames(names(100))).toBe("cell-0 and 99 more");
});
