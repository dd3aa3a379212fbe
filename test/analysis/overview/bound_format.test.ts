import { expect, test } from "vitest";
import {
  percentAtLeast,
  percentAtMost,
  rangeText,
} from "../../../src/analysis/overview/bound_format.ts";

test("percentAtLeast() rounds down, so that the bound stays true", () => {
  expect(percentAtLeast(0.99998)).toBe("99.99");
  expect(percentAtLeast(0.349, 0)).toBe("34");
  expect(percentAtLeast(1)).toBe("100.00");
  expect(percentAtLeast(0)).toBe("0.00");
});

test("percentAtMost() rounds up", () => {
  // 1 - 0.05^(1/3) = 0.6316: three runs without a break.
  expect(percentAtMost(0.6316, 0)).toBe("64");
  expect(percentAtMost(0.99991)).toBe("100.00");
  expect(percentAtMost(0.95, 0)).toBe("95");
});

test("percentAtLeast() and percentAtMost() keep the digits of values that need no rounding", () => {
  for (const share of [0.07, 0.29, 0.57, 0.58, 1.1]) {
    const text = (share * 100).toFixed(0);
    expect(percentAtLeast(share, 0)).toBe(text);
    expect(percentAtMost(share, 0)).toBe(text);
  }
});

test("rangeText() prints one text where both ends are alike", () => {
  expect([rangeText("1", "2"), rangeText("1", "1")]).toEqual(["1 to 2", "1"]);
});
