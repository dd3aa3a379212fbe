import { expect, test } from "vitest";
import {
  profileSeconds,
  rateAt,
  type RateStage,
  scaleProfile,
  toProfileTimes,
} from "../../../src/lab/load/rate_profile.ts";
import { seededRandom } from "../../../src/statistics/basics/random.ts";

/** Returns the arrivals in each second. */
function countPerSecond(
  stages: readonly RateStage[],
  { loop = "constant" as const, seconds = profileSeconds(stages) }: {
    readonly loop?: "constant" | "poisson";
    readonly seconds?: number;
  } = {},
): number[] {
  const gap = toProfileTimes(stages, { loop, random: seededRandom(7) });
  const counts = Array<number>(seconds).fill(0);
  for (let at = gap() / 1000; at < seconds - 1e-9; at += gap() / 1000) {
    const second = Math.floor(at + 1e-9);
    counts[second] = (counts[second] ?? 0) + 1;
  }
  return counts;
}

const ramp = { seconds: 4, from: 10, to: 90 };

test("a profile holds, ramps and jumps, as the integral of its rate says", () => {
  const counts = countPerSecond([
    { seconds: 2, from: 50, to: 50 },
    ramp,
    { seconds: 1, from: 300, to: 300 },
  ]);
  const expected = [50, 50, 20, 40, 60, 80, 300];
  for (const [second, count] of counts.entries()) {
    expect(Math.abs(count - (expected[second] ?? 0))).toBeLessThanOrEqual(1);
  }
});

test("a profile goes down as it goes up, and goes on at its last rate", () => {
  const down = [{ seconds: 4, from: 90, to: 10 }];
  const counts = countPerSecond(down, { seconds: 6 });
  for (const [second, expected] of [80, 60, 40, 20, 10, 10].entries()) {
    expect(Math.abs((counts[second] ?? 0) - expected)).toBeLessThanOrEqual(1);
  }
});

test("arrivals of a Poisson process have the same means, and vary", () => {
  const counts = countPerSecond([{ seconds: 50, from: 20, to: 60 }], {
    loop: "poisson",
  });
  const total = counts.reduce((sum, count) => sum + count, 0);
  // Three standard deviations of a mean of 2,000.
  expect(Math.abs(total - 2000)).toBeLessThan(3 * Math.sqrt(2000));
  const first = counts.slice(0, 25).reduce((sum, count) => sum + count, 0);
  expect(Math.abs(first - 750)).toBeLessThan(3 * Math.sqrt(750));
});

test("scaleProfile() adds a hold at the first rate, and takes a share of all rates", () => {
  expect(scaleProfile([ramp], { share: 0.5, before: 3 })).toEqual([
    { seconds: 3, from: 5, to: 5 },
    { seconds: 4, from: 5, to: 45 },
  ]);
  expect(scaleProfile([], { share: 1, before: 3 })).toEqual([]);
});

test.each([[[]], [[{ seconds: 1, from: 0, to: 1 }]]])(
  "toProfileTimes() refuses the stages %j",
  (stages) => {
    expect(() => toProfileTimes(stages, { loop: "constant", random: () => 0 }))
      .toThrow(RangeError);
  },
);

test("rateAt() holds, ramps and jumps, and has the first and the last rate outside", () => {
  const stages = [ramp, { seconds: 1, from: 300, to: 300 }];
  expect([-1, 0, 1, 3, 4, 4.5, 5, 99].map((at) => rateAt(stages, at)))
    .toEqual([10, 10, 30, 70, 300, 300, 300, 300]);
  expect(rateAt([], 1)).toBe(0);
});
