import { expect, test } from "vitest";
import { shiftBetween } from "../../../../src/analysis/platform/runs/shift_between.ts";

test("shiftBetween() estimates the shift of short lists, and of long ones by a part of them", () => {
  expect(shiftBetween([1, 2, 3], [4, 5, 6])?.shift).toBe(3);
  const long = Array.from({ length: 50_000 }, (_, i) => i % 100);
  expect(shiftBetween(long, long.map((value) => value + 7))?.shift).toBe(7);
  expect(shiftBetween([], [1])).toBeNull();
});
