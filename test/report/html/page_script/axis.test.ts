import { expect, test } from "vitest";
import { formatAxis } from "../../../../src/figures/drawing/ticks.ts";
import {
  axisTicks,
  formatRead,
  formatTicks,
  percentileTicks,
  toPixel,
  toValue,
} from "../../../../src/report/html/page_script/axis.js";

const linear = (low: number, high: number) => ({
  type: "linear",
  domain: [low, high] as [number, number],
  range: [64, 732],
  grain: (high - low) / 66_800,
});
const utc = (from: string, to: string) => ({
  type: "utc",
  domain: [Date.parse(from), Date.parse(to)] as [number, number],
  range: [64, 732],
  grain: 1,
});

test("toValue() inverts toPixel() on linear, logarithmic and reversed axes", () => {
  for (
    const axis of [
      linear(0, 30),
      { type: "log", domain: [0.5, 2000], range: [64, 732], grain: 1 },
      { type: "linear", domain: [0, 100], range: [256, 30], grain: 1 },
    ]
  ) {
    expect(toValue(axis, toPixel(axis, 7))).toBeCloseTo(7, 9);
    expect(toPixel(axis, axis.domain[0])).toBeCloseTo(axis.range[0] ?? NaN);
  }
});

test("axisTicks() are round and lie in the domain", () => {
  expect(axisTicks(linear(1.43, 2.33), 7)).toEqual([1.6, 1.8, 2, 2.2]);
  expect(axisTicks(linear(0, 30), 7)).toEqual([0, 5, 10, 15, 20, 25, 30]);
  const log = { ...linear(0.5, 2000), type: "log" };
  expect(axisTicks(log, 7)).toEqual([1, 10, 100, 1000]);
});

test.each(
  [
    ["2026-01-05T06:00:00Z", "2026-01-05T06:01:00Z", "06:00:00 06:00:15"],
    ["2026-01-05T06:00:00Z", "2026-01-05T12:00:00Z", "06:00 07:00 08:00"],
    ["2026-01-05T20:00:00Z", "2026-01-06T04:00:00Z", "21:00 2026-01-06 03:00"],
    ["2026-01-05T00:00:00Z", "2026-02-20T00:00:00Z", "2026-01-05 2026-01-12"],
    ["2025-06-15T00:00:00Z", "2026-06-15T00:00:00Z", "2025-07-01 2025-09-01"],
    ["2001-01-01T00:00:00Z", "2031-01-01T00:00:00Z", "2005-01-01 2010-01-01"],
  ] as const,
)(
  "axisTicks() of times from %s to %s start at whole units",
  (from, to, shown) => {
    const axis = utc(from, to);
    const ticks = axisTicks(axis, 7);
    expect(ticks.length).toBeLessThanOrEqual(8);
    for (const tick of ticks) {
      expect(tick).toBeGreaterThanOrEqual(axis.domain[0] ?? NaN);
      expect(tick).toBeLessThanOrEqual(axis.domain[1] ?? NaN);
    }
    expect(formatTicks(axis, ticks).join(" ").startsWith(shown)).toBe(true);
  },
);

test("formatTicks() prints ticks as the figures do", () => {
  for (
    const ticks of [[0, 5000, 10_000], [-0.2, 0, 0.2], [0, 2500], [0, 3e6]]
  ) {
    expect(formatTicks(linear(0, 1), ticks))
      .toEqual(ticks.map((tick, i) => formatAxis(tick, i, ticks)));
  }
});

test("formatRead() prints as many digits as a pixel supports", () => {
  expect(formatRead(linear(0, 10_000), 5410.123)).toBe("5,410");
  expect(formatRead(linear(0, 1), 0.123456)).toBe("0.1235");
  expect(formatRead(linear(0, 60), 0.9997)).toBe("1");
  expect(formatRead(linear(0, 1000), -0.003)).toBe("0");
  expect(formatRead(linear(-10, 10), -2.5)).toBe("−2.5");
  expect(
    formatRead(
      utc("2026-01-05T00:00:00Z", "2026-01-06T00:00:00Z"),
      Date.parse("2026-01-05T06:07:08Z"),
    ),
  ).toBe("2026-01-05 06:07");
});

test("percentileTicks() names round percentiles, the closer the smaller the domain", () => {
  const texts = (low: number, high: number) =>
    percentileTicks({ domain: [low, high] }, 7).map(({ text }) => text);
  expect(texts(0, 4)).toEqual(["0", "90", "99", "99.9", "99.99"]);
  expect(texts(0.9, 2.1))
    .toEqual(["90", "95", "98", "99"]);
  expect(texts(2, 2.4)).toEqual([
    "99",
    "99.1",
    "99.2",
    "99.3",
    "99.4",
    "99.5",
    "99.6",
  ]);
});
