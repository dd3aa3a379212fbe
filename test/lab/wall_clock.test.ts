import { afterEach, expect, test, vi } from "vitest";
import { WallClock } from "../../src/lab/wall_clock.ts";

afterEach(() => {
  vi.restoreAllMocks();
});

test("WallClock tells moments as Date.now() does, and finer", () => {
  const clock = new WallClock();
  const told = clock.toEpoch(performance.now());
  expect(Math.abs(told - Date.now())).toBeLessThan(4);
  expect(clock.toEpoch(7.25) - clock.toEpoch(7)).toBeCloseTo(0.25, 3);
});

test("WallClock follows a clock that was set, and not its rounding", () => {
  const clock = new WallClock();
  const now = Date.now();
  const moment = performance.now();
  const before = clock.toEpoch(moment);
  clock.follow();
  expect(clock.toEpoch(moment)).toBe(before);
  vi.spyOn(Date, "now").mockReturnValue(now + 60_000);
  clock.follow();
  expect(Math.abs(clock.toEpoch(performance.now()) - now - 60_000))
    .toBeLessThan(4);
});
