import { expect, test } from "vitest";
import { stageDurations } from "../../../../src/analysis/platform/stages/stage_durations.ts";
import { toTestTimelines } from "../../../testing/stage_timelines.ts";

test("stageDurations() measures the way to each stage, and its share of all time", () => {
  const [toB, toC] = stageDurations(toTestTimelines(["A", "B", "C"], [
    [0, 1, 4],
    [0, 3, 12],
    [0, 2, NaN],
    [0, NaN, 9],
    [0, -1, 5],
  ]));
  expect(toB).toMatchObject({
    ...{ stage: "B", after: "A", n: 3, missing: 1, negative: 1 },
    ...{ min: 1, mean: 2, max: 3, median: { value: 2 } },
    p99: { value: null, reason: "p99 needs 299 values, has 3" },
  });
  // 3 s, 9 s and 6 s: the end of one that went backwards counts from where it went.
  expect(toC).toMatchObject({ n: 3, missing: 2, negative: 0, mean: 6 });
  expect(toB?.share).toBeCloseTo(6 / 24);
  expect(toC?.share).toBeCloseTo(18 / 24);
});

test("stageDurations() compares the fifth that started first with the last, whatever the order of rows", () => {
  // A hundred entities, each a second later; the way to B takes a second, of the last fifth three.
  const times = Array.from(
    { length: 100 },
    (_, i) => [i, i + (i < 80 ? 1 : 3) + (i % 7) / 100],
  ).reverse();
  times.push([NaN, NaN]);
  const [toB] = stageDurations(toTestTimelines(["A", "B"], times));
  expect(toB).toMatchObject({ first: { n: 20 }, last: { n: 20 }, missing: 1 });
  expect(toB?.first.median).toBeCloseTo(1.03, 2);
  expect(toB?.shift?.seconds).toBeCloseTo(2, 1);
  expect(toB?.shift?.lower).toBeGreaterThan(1.9);
  expect(toB?.shift?.upper).toBeLessThan(2.1);
});

test("stageDurations() has no share and no shift where nothing took time", () => {
  const [toB] = stageDurations(toTestTimelines(["A", "B"], [[1, 1], [2, 2]]));
  expect(toB).toMatchObject({ share: null, shift: null, first: { n: 0 } });
  expect(stageDurations(toTestTimelines(["A"], [[1]]))).toEqual([]);
});
