import { expect, test } from "vitest";
import { bucketsOfMarks } from "../../../src/ingest/http_tools/bucket_marks.ts";

test("bucketsOfMarks() goes from mark to mark in their order; the first is one value", () => {
  expect(bucketsOfMarks([["0.5", 1], ["1", 7], ["0.75", 3]])).toEqual([
    { lower: 0.5, upper: 0.5, count: 1 },
    { lower: 0.5, upper: 0.75, count: 3 },
    { lower: 0.75, upper: 1, count: 7 },
  ]);
});
