import { expect, test } from "vitest";
import { fillLevels } from "../../../../src/analysis/platform/soak/fill_levels.ts";

/** A hundred instances more in each of ten minutes. */
const running = Array.from({ length: 11 }, (_, i) => ({
  ...{ at: 60 * i, value: 100 * i },
}));

test("fillLevels() puts values beside the number of instances at their time", () => {
  const points = Array.from({ length: 22 }, (_, i) => ({
    ...{ at: 30 * i, value: Math.floor(i / 2) },
  }));
  const levels = fillLevels(points, running);
  expect(levels.map(({ tenth, n, median }) => [tenth, n, median.value]))
    .toEqual([
      ...Array.from({ length: 9 }, (_, i) => [i + 1, 2, i]),
      // The full platform, and the minute before.
      [10, 4, 9.5],
    ]);
  expect(levels[9]).toMatchObject({ from: 900, to: 1000, instances: 950 });
});

test("fillLevels() leaves out values from before the first number of instances", () => {
  const late = running.map(({ at, value }) => ({ at: at + 1000, value }));
  expect(fillLevels([{ at: 1, value: 1 }], late).every(({ n }) => n === 0))
    .toBe(true);
  expect(fillLevels([{ at: 1, value: 1 }], [])).toEqual([]);
});
