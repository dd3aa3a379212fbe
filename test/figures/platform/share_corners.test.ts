import { expect, test } from "vitest";
import {
  endOf,
  lastTime,
  markedCorners,
  toCorners,
} from "../../../src/figures/platform/share_corners.ts";
import { kaplanMeier } from "../../../src/statistics/mod.ts";

const one = {
  ...{ series: "hello", run: "repetition 1" },
  curve: kaplanMeier([10, 20, 600], [true, true, false]),
};
const panel = { label: "", curves: [one], healed: null };

test("toCorners() begins at zero and ends with the axis", () => {
  const corners = toCorners(one.curve, 60);
  expect(corners.map(({ seconds }) => seconds)).toEqual([0, 10, 20, 60]);
  expect(corners.at(-1)?.percent).toBeCloseTo(200 / 3, 9);
});

test("endOf() cuts a time in which nothing came any more", () => {
  expect(lastTime(one)).toBe(600);
  expect(endOf(panel)).toBe(60);
  expect(endOf({ ...panel, healed: 100 })).toBe(300);
  const late = {
    ...one,
    curve: kaplanMeier([10, 250, 600], [true, true, false]),
  };
  expect(endOf({ ...panel, curves: [one, late] })).toBe(600);
});

test("endOf() of what never came is when watching ended", () => {
  const never = { ...one, curve: kaplanMeier([600, 600], [false, false]) };
  expect(endOf({ ...panel, curves: [never] })).toBe(600);
  const atOnce = { ...one, curve: kaplanMeier([0], [true]) };
  expect(endOf({ ...panel, curves: [atOnce] })).toBe(1);
});

const corners = Array.from(
  { length: 101 },
  (_, percent) => ({ seconds: 2 * percent, percent }),
);

test("markedCorners() are at other shares for each series", () => {
  const sharesOf = (place: number) =>
    markedCorners(corners, { place, of: 2 }).map(({ percent }) => percent);
  expect(sharesOf(0)).toEqual([7, 32, 57, 82]);
  expect(sharesOf(1)).toEqual([19, 44, 69, 94]);
});

test("markedCorners() are none where a curve does not come", () => {
  const seconds = markedCorners(corners.slice(0, 40), { place: 0, of: 1 })
    .map(({ seconds }) => seconds);
  expect(seconds).toEqual([26, 76]);
});
