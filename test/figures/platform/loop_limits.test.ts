import { expect, test } from "vitest";
import { limitItems } from "../../../src/figures/platform/loop_limits.ts";

test("limitItems() explains the limits that some row has", () => {
  const rows = [
    { interval: 30, yellow: null, red: null },
    { interval: null, yellow: null, red: 10 },
  ];
  expect(limitItems(rows, "band").map(({ label, kind }) => [label, kind]))
    .toEqual([["interval of the loop", "line"], ["red alert", "band"]]);
  expect(limitItems(rows.slice(0, 1), "line")).toHaveLength(1);
  expect(limitItems([], "line")).toEqual([]);
});
