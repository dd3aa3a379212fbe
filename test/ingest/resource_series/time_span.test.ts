import { expect, test } from "vitest";
import { spanOf } from "../../../src/ingest/resource_series/time_span.ts";

test("spanOf() is from the first to the last time, in any order", () => {
  expect(spanOf([2000, NaN, 1000, 1e300, 1500])).toEqual({
    startedAt: "1970-01-01T00:00:01.000Z",
    endedAt: "1970-01-01T00:00:02.000Z",
  });
});

test("spanOf() without a time is none", () => {
  expect(spanOf([NaN])).toEqual({ startedAt: null, endedAt: null });
});
