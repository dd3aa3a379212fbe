import { expect, test } from "vitest";
import { excludes, formatEstimate } from "../../../src/record/mod.ts";

// Worked examples of the rule: 0.827 with 0.119 and 0.367 by the Particle Data Group, 12.2135 in the
// documentation of the Ruby package pdground, 0.279008 in the guidance of the STAR collaboration for data tables.
test.each([
  [0.827, 0.119, "0.83", "0.71 to 0.95"],
  [0.827, 0.367, "0.8", "0.5 to 1.2"],
  [12.2135, 0.03215, "12.214", "12.181 to 12.246"],
  [12.2135, 0.06515, "12.21", "12.15 to 12.28"],
  [0.279008, 0.0123261, "0.279", "0.267 to 0.291"],
  [0.5, 0.0962, "0.50", "0.40 to 0.60"],
  [8310, 1180, "8,300", "7,100 to 9,500"],
  [3.823e-6, 9e-7, "3.8e-6", "2.9e-6 to 4.7e-6"],
])("formatEstimate() of %f with %f is %s", (value, error, text, range) => {
  const interval = { lower: value - error, upper: value + error };
  expect(formatEstimate({ value, ...interval })).toEqual({ text, range });
});

test.each(
  [
    ["the nearer bound", [0.49165, 0.029699, 0.86256], "0.5", "0.03 to 0.9"],
    ["a value at its bound", [0, 0, 0.0123], "0", "0 to 0.012"],
    ["one bound", [12.34, 10.2, null], "12.3", "at least 10.2"],
    ["the other bound", [-3.21, null, 2], "-3", "at most 2"],
    [
      "small bounds",
      [1.365e-4, 5.935e-5, 2.329e-4],
      "1.4e-4",
      "6e-5 to 2.3e-4",
    ],
    ["no bound", [12345.6, null, null], "12,300", ""],
    ["an interval without width", [2.5, 2.5, 2.5], "2.50", "2.50 to 2.50"],
  ] as const,
)("formatEstimate() rounds by %s", (_, given, text, range) => {
  const [value, lower, upper] = given;
  expect(formatEstimate({ value, lower, upper })).toEqual({ text, range });
});

test("formatEstimate() has at most `digits` digits, however close the bounds", () => {
  const close = { value: 3109.2, lower: 3103.4, upper: 3115 };
  expect(formatEstimate(close).text).toBe("3,109");
  expect(formatEstimate(close, { digits: 3 }))
    .toEqual({ text: "3,110", range: "3,100 to 3,120" });
});

test("excludes() is true only for a value beyond a bound", () => {
  expect(excludes({ lower: 0.1, upper: null }, 0)).toBe(true);
  expect(excludes({ lower: 0, upper: 2 }, 0)).toBe(false);
  expect(excludes({ lower: null, upper: -1 }, 0)).toBe(true);
  expect(excludes({ lower: null, upper: null }, 0)).toBe(false);
});
