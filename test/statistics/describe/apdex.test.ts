import { expect, test } from "vitest";
import { apdex } from "../../../src/statistics/mod.ts";

test("apdex() agrees with the example of the specification", () => {
  // 100 samples with a target of 3 seconds: 60 below it, 30 between 3 and 12 seconds, 10 above.
  expect(apdex({ satisfied: 60, tolerating: 30, n: 100 }))
    .toEqual({ score: 0.75, rating: "fair", small: false });
});

test.each([
  [94, "excellent"],
  [93, "good"],
  [85, "good"],
  [84, "fair"],
  [70, "fair"],
  [69, "poor"],
  [50, "poor"],
  [49, "unacceptable"],
  [0, "unacceptable"],
])("apdex() rates %i satisfied of 100 as %s", (satisfied, rating) => {
  expect(apdex({ satisfied, tolerating: 0, n: 100 }).rating).toBe(rating);
});

test("apdex() marks small samples, and has no score without one", () => {
  expect(apdex({ satisfied: 1, tolerating: 0, n: 1 }))
    .toEqual({ score: 1, rating: "excellent", small: true });
  expect(apdex({ satisfied: 0, tolerating: 0, n: 0 }))
    .toEqual({ score: null, rating: null, small: true });
});

test.each([
  [{ satisfied: 2, tolerating: 0, n: 1 }],
  [{ satisfied: -1, tolerating: 0, n: 1 }],
  [{ satisfied: 0.5, tolerating: 0, n: 1 }],
  [{ satisfied: NaN, tolerating: 0, n: 1 }],
])("apdex() refuses %j", (counts) => {
  expect(() => apdex(counts)).toThrow("no counts of");
});
