import { expect, test } from "vitest";
import { levelsOf } from "../../../../src/figures/study/parts/trend_levels.ts";

const change = (
  from: number,
  to: number | null,
  before: number,
  after: number,
) => ({ from, to, before, after });

test("levelsOf() keeps the level after the last change", () => {
  expect(levelsOf([0, 9], [change(6, null, 2, 3), change(4, null, 1, 2)]))
    .toEqual([
      { from: 0, to: 4, value: 1 },
      { from: 4, to: 6, value: 2 },
      { from: 6, to: 9, value: 3 },
    ]);
});

test("levelsOf() goes back to the old level where the series did", () => {
  expect(levelsOf([0, 9], [change(4, 5, 1, 8)])).toEqual([
    { from: 0, to: 4, value: 1 },
    { from: 4, to: 5, value: 8 },
    { from: 5, to: 9, value: 1 },
  ]);
  // A return after the next change is of that change.
  expect(levelsOf([0, 9], [change(2, 7, 1, 8), change(4, null, 8, 6)]))
    .toEqual([
      { from: 0, to: 2, value: 1 },
      { from: 2, to: 4, value: 8 },
      { from: 4, to: 9, value: 6 },
    ]);
});

test("levelsOf() returns nothing without a change, and no level without a stretch", () => {
  expect(levelsOf([0, 9], [])).toEqual([]);
  expect(levelsOf([0, 9], [change(0, null, 1, 2)])).toEqual([
    { from: 0, to: 9, value: 2 },
  ]);
});
