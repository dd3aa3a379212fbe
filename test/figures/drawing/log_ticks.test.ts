import { expect, test } from "vitest";
import { logTicks } from "../../../src/figures/drawing/log_ticks.ts";

test("logTicks() returns as many round numbers as an axis needs", () => {
  expect(logTicks(0.5, 2e4)).toEqual([1, 10, 100, 1000, 10_000]);
  expect(logTicks(100, 1500)).toEqual([100, 200, 500, 1000]);
  expect(logTicks(280, 1300)).toEqual([300, 500, 700, 1000]);
  expect(logTicks(0.03, 0.08)).toEqual([0.03, 0.04, 0.05, 0.06, 0.07, 0.08]);
  expect(logTicks(3.1, 3.2)).toEqual([]);
});
