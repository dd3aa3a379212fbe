import { expect, test } from "vitest";
import {
  cellPresence,
  timeToNotice,
} from "../../../../src/analysis/platform/recovery/presence.ts";

const points = [10, 10, 9, 9, 10].map((value, i) => ({ at: 30 * i, value }));

test("cellPresence() sums the time in which cells were missing", () => {
  expect(cellPresence(points, 10)).toEqual({
    ...{ cells: 10, least: 9, most: 10, short_s: 60 },
  });
  expect(cellPresence([], 10)).toMatchObject({ least: null, short_s: 0 });
});

test("timeToNotice() is that to the first sample with fewer cells than before", () => {
  expect(timeToNotice(points, 40)).toEqual({ seconds: 20, censored: false });
  expect(timeToNotice(points, 70)).toEqual({ seconds: 50, censored: true });
  expect(timeToNotice(points, -1)).toBeNull();
  expect(timeToNotice([], 40)).toBeNull();
});
