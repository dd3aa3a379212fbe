import { afterEach, expect, test, vi } from "vitest";
import {
  clockAhead,
  now,
  startClock,
  timestamp,
  toEpoch,
} from "../../../src/lab/timing/wall_clock.ts";

const HOUR_MS = 3_600_000;

afterEach(() => {
  vi.restoreAllMocks();
  startClock();
});

test("now() agrees with Date.now() when the clock starts, with a finer resolution", () => {
  startClock();
  expect(Math.abs(now() - Date.now())).toBeLessThan(4);
  expect(Math.abs(Date.parse(timestamp()) - Date.now())).toBeLessThan(4);
  expect(toEpoch(7.25) - toEpoch(7)).toBeCloseTo(0.25, 3);
});

test("now() is unaffected when the machine's clock is set back an hour, and clockAhead() returns it", () => {
  startClock();
  expect(clockAhead()).toBe(0);
  const before = now();
  const real = Date.now.bind(Date);
  vi.spyOn(Date, "now").mockImplementation(() => real() - HOUR_MS);
  expect(now()).toBeGreaterThan(before);
  expect(now() - before).toBeLessThan(1000);
  expect(Math.abs(clockAhead() + HOUR_MS)).toBeLessThan(4);
});

test("startClock() synchronises with the machine's clock again", () => {
  const real = Date.now.bind(Date);
  vi.spyOn(Date, "now").mockImplementation(() => real() + HOUR_MS);
  startClock();
  expect(clockAhead()).toBe(0);
  expect(Math.abs(now() - real() - HOUR_MS)).toBeLessThan(4);
});
