import { expect, test } from "vitest";
import {
  axisLabel,
  elapsedUnit,
  formatAxis,
  formatTick,
  formatValue,
} from "../../../src/figures/drawing/ticks.ts";

test.each([
  [0, "0"],
  [0.30000000000000004, "0.3"],
  [-2.5, "−2.5"],
  [9500, "9,500"],
  [15_000, "15k"],
  [1_200_000, "1.2M"],
  [3e9, "3G"],
])("formatTick() of %d", (value, text) => {
  expect(formatTick(value)).toBe(text);
});

test("formatAxis() gives all ticks the suffix of the largest", () => {
  const ticks = [0, 5000, 10_000];
  expect(ticks.map(formatAxis)).toEqual(["0", "5k", "10k"]);
});

test("formatValue() keeps three digits", () => {
  expect(formatValue(1234.5)).toBe("1,230");
  expect(formatValue(0.0123456)).toBe("0.0123");
});

test("axisLabel() leaves out parentheses without a unit", () => {
  expect(axisLabel("nodes", "")).toBe("nodes");
  expect(axisLabel("memory", "MiB")).toBe("memory (MiB)");
});

test("elapsedUnit() chooses the unit by the duration", () => {
  expect([60, 600, 36_000, 86_400 * 9].map((s) => elapsedUnit(s).symbol))
    .toEqual(["s", "min", "h", "d"]);
});
