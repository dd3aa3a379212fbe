import { expect, test } from "vitest";
import {
  drawSome,
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

test.each(
  [
    [1, [270_369, 67_634_689, 2_647_435_461]],
    [0, [1_359_758_873, 3_761_132_862, 2_075_758_394]],
    [0x8000_0001, [2_148_294_689, 2_365_620_869, 928_901_517]],
  ] as const,
)("seededRandom() is xorshift32, of seed %i too", (seed, words) => {
  const random = seededRandom(seed);
  expect(words.map(() => random() * 2 ** 32)).toEqual(words);
});

test("drawSome() draws each item at most once, and no more than there are", () => {
  const items = ["a", "b", "c", "d"];
  const drawn = drawSome(items, 3, seededRandom(7));
  expect(new Set(drawn).size).toBe(3);
  expect(drawSome(items, 9, seededRandom(7)).toSorted()).toEqual(items);
  expect(drawSome(items, 3, seededRandom(7))).toEqual(drawn);
});
