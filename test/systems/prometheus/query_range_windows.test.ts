import { expect, test } from "vitest";
import { toWindows } from "../../../src/systems/prometheus/query_range_windows.ts";

const start = new Date("2026-01-02T03:04:05.678Z");

function after(seconds: number): Date {
  return new Date(start.getTime() + seconds * 1000);
}

test("toWindows() does not split a range of 11,000 points", () => {
  const range = { start, end: after(15 * 10_999), step: 15 };
  expect(toWindows(range)).toEqual([range]);
});

test("toWindows() has every step once, and no window over the limit", () => {
  // Five days at 15 s, as in a soak test, and steps that binary fractions cannot represent.
  for (const [seconds, step] of [[5 * 86400, 15], [3300, 0.1]] as const) {
    const windows = toWindows({ start, end: after(seconds), step });
    const steps = windows.flatMap(({ start, end, step }) => {
      const count = (end.getTime() - start.getTime()) / (step * 1000);
      expect(count).toBeLessThanOrEqual(11_000);
      return Array.from(
        { length: count + 1 },
        (_, index) => start.getTime() + index * step * 1000,
      );
    });
    expect(steps).toEqual(Array.from(
      { length: Math.round(seconds / step) + 1 },
      (_, index) => start.getTime() + index * step * 1000,
    ));
  }
});

test("toWindows() ends at the last step, as Prometheus does", () => {
  expect(toWindows({ start, end: after(44.9), step: 15 }))
    .toEqual([{ start, end: after(30), step: 15 }]);
  expect(toWindows({ start, end: start, step: 15 }))
    .toEqual([{ start, end: start, step: 15 }]);
});

test("toWindows() refuses a range without a step", () => {
  for (
    const range of [
      { start, end: after(-1), step: 15 },
      { start, end: after(60), step: 0 },
      { start, end: after(60), step: 0.0001 },
      { start, end: after(60), step: NaN },
      { start, end: new Date(NaN), step: 15 },
    ]
  ) {
    expect(() => toWindows(range)).toThrow(RangeError);
  }
  expect(() => toWindows({ start, end: after(-1), step: 15 })).toThrow(
    "current value is 2026-01-02T03:04:05.678Z to 2026-01-02T03:04:04.678Z every 15 s",
  );
});
