import { expect, test } from "vitest";
import {
  linearScale,
  logScale,
  timeTicks,
} from "../../../src/live/page/scales.js";

test.for(
  [
    [[], 10, [0, 0.5, 1]],
    [[0, 950], 10, [0, 500, 1000]],
    [[null, 7], 10, [0, 5, 10]],
    [
      [150 * 2 ** 20],
      2,
      [0, 64, 128, 192].map((mebibytes) => mebibytes * 2 ** 20),
    ],
  ] as const,
)(
  "linearScale() of %j has round ticks from 0 to above the values",
  ([values, base, ticks]) => {
    const scale = linearScale(values, 100, base);
    expect(scale.ticks).toEqual(ticks);
    expect(scale.y(0)).toBeGreaterThan(scale.y(ticks.at(-1) ?? 0));
  },
);

test("logScale() has whole decades, at least one, and takes 0 as its smallest", () => {
  const series = (values: (number | null)[]) => [{
    ...{ name: "", colour: "", dash: "", fill: "tint" as const, values },
  }];
  expect(
    logScale(series([0.002, null, 0.3]), 100).ticks.map((tick) =>
      Number(tick.toPrecision(3))
    ),
  )
    .toEqual([0.001, 0.01, 0.1, 1]);
  expect(logScale(series([]), 100).ticks).toHaveLength(2);
  const { ticks, y } = logScale(series([0.1, 0.1]), 100);
  expect(y(0)).toBe(y(ticks[0] ?? NaN));
});

test("timeTicks() has as many round times as there is room for", () => {
  expect(timeTicks(60, 600)).toEqual([0, 10, 20, 30, 40, 50, 60]);
  expect(timeTicks(7200, 300).length).toBeLessThan(6);
});
