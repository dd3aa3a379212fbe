import { expect, test } from "vitest";
import {
  seededRandom,
  spreadSeed,
} from "../../../src/statistics/basics/random.ts";

test("spreadSeed() spreads the first numbers of adjacent seeds over [0, 1)", () => {
  const seeds = Array.from({ length: 200 }, (_, i) => i + 1);
  const first = seeds.map((seed) => seededRandom(spreadSeed(seed))());
  for (const tenth of Array.from({ length: 10 }, (_, i) => i / 10)) {
    const within = first.filter((x) => x >= tenth && x < tenth + 0.1).length;
    expect(within).toBeGreaterThan(10);
    expect(within).toBeLessThan(30);
  }
  // Without it they are all small.
  expect(Math.max(...seeds.map((seed) => seededRandom(seed)())))
    .toBeLessThan(0.1);
});
