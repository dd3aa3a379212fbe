import { expect, test } from "vitest";
import { countTimelines } from "../../../../src/analysis/platform/stages/timeline_counts.ts";
import { toTestTimelines } from "../../../testing/stage_timelines.ts";

const stages = ["A", "B", "C"];

test("countTimelines() counts each way in which a timeline is not whole", () => {
  const counts = countTimelines(toTestTimelines(stages, [
    [0, 1, 2],
    [0, 1, NaN],
    [NaN, 1, 2],
    [0, NaN, 2],
    [NaN, NaN, NaN],
    [5, 3, 4],
  ]));
  expect(counts).toEqual({
    ...{ n: 6, complete: 2, incomplete: 4, empty: 1 },
    ...{ startless: 1, endless: 1, gaps: 1, negative: 1, most_negative: 2 },
    missing: [
      { stage: "A", n: 2 },
      { stage: "B", n: 2 },
      { stage: "C", n: 2 },
    ],
  });
});

test("countTimelines() finds a stage that precedes one before a missing one", () => {
  const { negative, most_negative, gaps } = countTimelines(
    toTestTimelines(stages, [[5, NaN, 4]]),
  );
  expect([negative, most_negative, gaps]).toEqual([1, 1, 1]);
});

test("countTimelines() does not ask for stages after the completing one", () => {
  const timelines = toTestTimelines(stages, [[0, 1, NaN], [NaN, NaN, 3]]);
  const counts = countTimelines({ ...timelines, until: 1 });
  expect(counts).toMatchObject({
    ...{ complete: 1, incomplete: 1, empty: 0, startless: 1, endless: 1 },
    most_negative: null,
  });
  expect(counts.missing).toHaveLength(2);
});
