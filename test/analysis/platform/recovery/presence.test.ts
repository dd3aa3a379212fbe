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
  const noticed = (fault_at: number, heal_at: number | null = null) =>
    timeToNotice(points, fault_at, heal_at);
  expect(noticed(40)).toEqual({ seconds: 20, censored: false });
  expect(noticed(70)).toEqual({ seconds: 50, censored: true });
  // What a sample shows after the cells were brought back is no noticing of the fault.
  expect(noticed(40, 50)).toEqual({ seconds: 0, censored: true });
  expect(noticed(-1)).toBeNull();
  expect(timeToNotice([], 40, null)).toBeNull();
});
