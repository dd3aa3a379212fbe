import { expect, test } from "vitest";
import { stageBars } from "../../../../src/analysis/platform/stages/stage_bars.ts";
import { toTestTimelines } from "../../../testing/stage_timelines.ts";

const stages = ["A", "B", "C"];

function barsOf(times: readonly number[]): unknown[] {
  return stageBars(toTestTimelines(stages, [times]))
    .map(({ stage, from, to }) => [stage, from, to]);
}

test("stageBars() draws the way to each stage, also over one that is missing", () => {
  expect(barsOf([1, 2, 5])).toEqual([["B", 1, 2], ["C", 2, 5]]);
  expect(barsOf([1, NaN, 5])).toEqual([["C", 1, 5]]);
  expect(stageBars(toTestTimelines(stages, [[1, 2, 5]]))[0]).toMatchObject({
    ...{ entity: "task:0", group: "cell-0" },
  });
});

test("stageBars() leaves open what did not end, and draws no bar backwards", () => {
  expect(barsOf([1, 2, NaN])).toEqual([["B", 1, 2], ["C", 2, null]]);
  expect(barsOf([3, 1, 5])).toEqual([["B", 3, 3], ["C", 3, 5]]);
  expect(barsOf([NaN, NaN, NaN])).toEqual([]);
  expect(barsOf([NaN, NaN, 4])).toEqual([]);
});
