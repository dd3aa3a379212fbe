import { expect, test } from "vitest";
import { clockAxis } from "../../../src/figures/run/clock.ts";
import { countOf, toBinTable } from "../../../src/figures/run/timeline_bins.ts";
import { longTimeline } from "./_sample_run.ts";

test("countOf() adds up an outcome, without gaps", () => {
  expect(countOf(longTimeline.bins, "in_time")).toBe(649_897);
});

test("toBinTable() has rates and latencies, and nothing in a gap", () => {
  const axis = clockAxis(longTimeline.clock);
  const table = toBinTable(longTimeline.bins, axis, {
    unit: "ms",
    factor: 1e3,
  });
  const [first] = longTimeline.bins;
  expect(table.rows[0]?.slice(0, 3))
    .toEqual([-2, -1.75, (first?.in_time ?? NaN) / 15]);
  expect(table.rows[0]?.[5]).toBe((first?.p50 ?? NaN) * 1e3);
  const gap = table.rows.find(([from]) => from === 20);
  expect(gap?.slice(2)).toEqual([null, null, null, null, null, null, null]);
});
