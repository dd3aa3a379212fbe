import { expect, test } from "vitest";
import { normalCdf } from "../../../../src/statistics/basics/distributions.ts";
import { quantile, seededRandom } from "../../../../src/statistics/mod.ts";
import { draws } from "../../../../src/systems/simulator/base/draw.ts";
import { latencies } from "../../../../src/systems/simulator/base/latencies.ts";

const { median, spread } = latencies.stage;

/** Draws durations as numbers of standard deviations. */
function drawScores(n: number, seed: number): number[] {
  const random = seededRandom(seed);
  return Array.from(
    { length: n },
    () => Math.log(draws.stage(random) / median) / spread,
  );
}

test("a draw is of a log-normal duration by its median and spread", () => {
  const drawn = drawScores(20_000, 1).sort((a, b) => a - b);
  for (const score of [-2, -1, 0, 1, 2]) {
    expect(quantile(drawn, normalCdf(score))).toBeCloseTo(score, 1);
  }
});

test("the tails have no edge: a million draws pass 4 standard deviations as often as they should", () => {
  const drawn = drawScores(1_000_000, 1);
  for (const sign of [-1, 1]) {
    const beyond = drawn.filter((score) => sign * score > 4);
    // 31.7 on average.
    expect(beyond.length).toBeGreaterThan(15);
    expect(beyond.length).toBeLessThan(55);
    expect(new Set(beyond).size).toBe(beyond.length);
  }
});

test("what is looked up lies within a hundred-thousandth of its share", () => {
  for (let share = 0.00001; share < 1; share += 0.00017) {
    const score = Math.log(draws.stage(() => share) / median) / spread;
    expect(Math.abs(normalCdf(score) - share)).toBeLessThan(1e-5);
  }
});

test("the same seed draws the same durations, and a generator's 0 a finite one", () => {
  expect(drawScores(1000, 7)).toEqual(drawScores(1000, 7));
  expect(drawScores(1000, 7)).not.toEqual(drawScores(1000, 8));
  expect(draws.stage(() => 0)).toBeGreaterThan(0);
});
