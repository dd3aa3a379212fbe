import { expect, test } from "vitest";
import {
  stagePairs,
  stagePoints,
} from "../../../../src/analysis/platform/stages/stage_pairs.ts";
import { spearman } from "../../../../src/statistics/mod.ts";
import { toTestTimelines } from "../../../testing/stage_timelines.ts";

/** The way to B and to C grow together; that to D takes as long for all. */
const timelines = toTestTimelines(
  ["A", "B", "C", "D"],
  [
    ...[1, 2, 3, 4].map((seconds) => [
      ...[0, seconds, seconds + 10 * seconds, seconds + 10 * seconds + 5],
    ]),
    [0, 1, NaN, NaN],
    [0, -1, 4, 9],
  ],
);

test("stagePairs() ranks pairs of steps by their correlation", () => {
  const [first, ...others] = stagePairs(timelines);
  expect(first).toMatchObject({
    ...{ x: { stage: "B" }, y: { stage: "C" }, n: 4, correlation: 1 },
  });
  expect(others.map(({ correlation }) => correlation)).toEqual([null, null]);
});

test("stagePairs() correlates the points of each pair", () => {
  for (const pair of stagePairs(timelines)) {
    const points = stagePoints(timelines, pair);
    expect(pair.n).toBe(points.length);
    expect(pair.correlation).toBe(
      spearman(points.map(({ x }) => x), points.map(({ y }) => y)),
    );
  }
});

test("stagePoints() has those entities that have both steps, in the right order", () => {
  const [pair] = stagePairs(timelines);
  const points = pair ? stagePoints(timelines, pair) : [];
  expect(points).toHaveLength(4);
  expect(points[1]).toEqual({
    ...{ entity: "task:1", cell: "cell-1", x: 2, y: 20 },
  });
});
