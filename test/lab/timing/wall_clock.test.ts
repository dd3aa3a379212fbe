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

/** Expects that a time agrees with a clock, which is read before and after it: this thread may be delayed between. */
function expectAgreement(read: () => number, clock: () => number) {
  const before = clock();
  const time = read();
  expect(time).toBeGreaterThan(before - 4);
  expect(time).toBeLessThan(clock() + 4);
}

test("now() agrees with Date.now() when the clock starts, with a finer resolution", () => {
  startClock();
  expectAgreement(now, Date.now);
  expectAgreement(() => Date.parse(timestamp()), Date.now);
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
  expectAgreement(() => now() + clockAhead(), Date.now);
});

test("startClock() synchronises with the machine's clock again", () => {
  const real = Date.now.bind(Date);
  vi.spyOn(Date, "now").mockImplementation(() => real() + HOUR_MS);
  startClock();
  expect(clockAhead()).toBe(0);
  expectAgreement(now, () => real() + HOUR_MS);
});
