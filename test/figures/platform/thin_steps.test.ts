import { expect, test } from "vitest";
import { thinSteps } from "../../../src/figures/platform/thin_steps.ts";

const times = [0, 0.4, 0.9, 1, 3.2, 3.3];
const itself = (time: number) => time;

test("thinSteps() keeps the last step of each bin", () => {
  expect(thinSteps(times, itself, 1)).toEqual([0.9, 1, 3.3]);
  expect(thinSteps([-0.5, 0.5], itself, 1)).toEqual([-0.5, 0.5]);
});

test("thinSteps() leaves what needs no thinning as it is", () => {
  expect(thinSteps(times, itself, 0)).toEqual(times);
  expect(thinSteps([], itself, 1)).toEqual([]);
});
