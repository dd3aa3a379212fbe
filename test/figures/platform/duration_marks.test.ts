import { expect, test } from "vitest";
import {
  durationItems,
  type DurationRow,
  durationValues,
} from "../../../src/figures/platform/duration_marks.ts";

const row: DurationRow = {
  ...{ panel: "", label: "a", n: 3, median: 2, lower: null, upper: null },
  ...{ p95: null, max: 5, first: 1, last: null },
};

test("durationValues() has what is known of a row", () => {
  expect(durationValues(row)).toEqual([2, 5, 1]);
});

test("durationItems() explains what any row has", () => {
  expect(durationItems([row]).map(({ label }) => label))
    .toEqual(["median", "longest", "median of the first fifth"]);
});
