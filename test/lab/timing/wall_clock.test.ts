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

test("The clock of a run tells moments as Date.now() does when it starts, and finer", () => {
  startClock();
  expect(Math.abs(now() - Date.now())).toBeLessThan(4);
  expect(Math.abs(Date.parse(timestamp()) - Date.now())).toBeLessThan(4);
  expect(toEpoch(7.25) - toEpoch(7)).toBeCloseTo(0.25, 3);
});

test("The clock of a run goes on evenly when the machine's is set back an hour, and tells by how much", () => {
  startClock();
  expect(clockAhead()).toBe(0);
  const before = now();
  const real = Date.now.bind(Date);
  vi.spyOn(Date, "now").mockImplementation(() => real() - HOUR_MS);
  expect(now()).toBeGreaterThan(before);
  expect(now() - before).toBeLessThan(1000);
  expect(Math.abs(clockAhead() + HOUR_MS)).toBeLessThan(4);
});

test("startClock() goes by the machine's clock again", () => {
  const real = Date.now.bind(Date);
  vi.spyOn(Date, "now").mockImplementation(() => real() + HOUR_MS);
  startClock();
  expect(clockAhead()).toBe(0);
  expect(Math.abs(now() - real() - HOUR_MS)).toBeLessThan(4);
});
