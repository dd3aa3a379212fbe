import { expect, test } from "vitest";
import {
  counted,
  formatDuration,
  formatRelativeChange,
  withSign,
} from "../../../src/record/mod.ts";

test("counted() has a singular and thousands", () => {
  expect([counted(1, "run"), counted(7166, "run"), counted(0, "run")])
    .toEqual(["1 run", "7,166 runs", "0 runs"]);
  expect(counted(2, "search", "searches")).toBe("2 searches");
});

test("withSign() prints a real minus, and no direction of what is printed as zero", () => {
  const amount = (size: number) => `${size.toFixed(1)} MB`;
  expect([-0.9, 0.123, 0, -0.01].map((change) => withSign(change, amount)))
    .toEqual(["−0.9 MB", "+0.1 MB", "±0.0 MB", "±0.0 MB"]);
  expect(withSign(-0.0751, formatDuration)).toBe("−75.1 ms");
});

test("formatRelativeChange() rounds, to no change too", () => {
  expect([-0.9, 0.123, 0, -0.0001].map((one) => formatRelativeChange(one, 1)))
    .toEqual(["−90 %", "+12.3 %", "±0 %", "±0 %"]);
});
