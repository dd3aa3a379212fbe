import { expect, test } from "vitest";
import {
  counted,
  formatDuration,
  formatPercent,
  withSign,
} from "../../../src/record/mod.ts";

test("counted() has a singular and thousands", () => {
  expect([counted(1, "run"), counted(7166, "run"), counted(0, "run")])
    .toEqual(["1 run", "7,166 runs", "0 runs"]);
  expect(counted(2, "search", "searches")).toBe("2 searches");
});

test("withSign() prints a real minus, and no direction of what is printed as zero", () => {
  const percent = (size: number) => formatPercent(size, 1);
  expect([-0.9, 0.123, 0, -0.0001].map((change) => withSign(change, percent)))
    .toEqual(["−90 %", "+12.3 %", "±0 %", "±0 %"]);
  expect(withSign(-0.0751, formatDuration)).toBe("−75.1 ms");
});
