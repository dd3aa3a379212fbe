import { expect, test } from "vitest";
import { bestSplit, changePoints } from "../../src/statistics/mod.ts";
import { tigerbeetle } from "./tigerbeetle.ts";

/** Three levels of Apache Otava's own test. */
const levels = [
  [0.3, 2.4, 1.5, -0.9, -0.5],
  [99.7, 98.3, 99.1],
  [149.0, 149.7, 149.5, 149.1, 148.8, 150.0],
].flat();

test("bestSplit() gives Q, tau and kappa of Apache Otava", () => {
  const split = bestSplit(levels);
  expect(split).toMatchObject({ index: 5, end: 14 });
  expect(split?.q).toBeCloseTo(761.28214, 5);
});

test("bestSplit() is the energy statistic, term by term", () => {
  // Across 9 + 11 + 8 + 10, within 1 and 2, n = m = 2.
  expect(bestSplit([1, 2, 10, 12], { minimumSegment: 2 }))
    .toEqual({ q: 2 * 38 / 4 - 1 - 2, index: 2, end: 4 });
});

test("bestSplit() finds none in a constant or a single value", () => {
  expect(bestSplit([7, 7, 7, 7])).toBeNull();
  expect(bestSplit([7])).toBeNull();
  expect(bestSplit([1, 2, 3], { minimumSegment: 2 })).toBeNull();
});

test("changePoints() finds the levels of Apache Otava's test", () => {
  const found = changePoints(levels, { minimumSegment: 3, alpha: 0.05 });
  expect(found.map(({ index }) => index)).toEqual([5, 8]);
  expect(found.map(({ before, after }) => [before, after]))
    .toEqual([[0.3, 99.1], [99.1, 149.3]]);
});

test("changePoints() finds the step of Apache Otava's second test", () => {
  const high = [1.02, 0.95, 0.99, 1.00, 1.12, 1.00, 1.01, 0.98, 1.01, 0.96];
  const low = [0.50, 0.51, 0.48, 0.48, 0.55, 0.50, 0.49, 0.51, 0.50, 0.49];
  const found = changePoints([...high, ...low]);
  expect(found).toMatchObject([{ index: 10, before: 1, after: 0.5 }]);
  // Two of choose(20, 10) shuffles do as well: none of 999 is to be expected.
  expect(found[0]?.p).toBe(0.001);
});

test("changePoints() finds the shifts of more than 5 % in TigerBeetle's history", () => {
  const found = changePoints(tigerbeetle)
    .filter(({ before, after }) => Math.abs(after / before - 1) > 0.05);
  expect(found.map(({ index }) => index)).toEqual([15, 71]);
});

/** Noise that is the same each time: a small linear congruential generator. */
function noise(n: number, seed: number): number[] {
  let state = seed;
  return Array.from({ length: n }, () => {
    state = (state * 1103515245 + 12345) % 2 ** 31;
    return state / 2 ** 31 - 0.5;
  });
}

test("changePoints() finds nothing in noise more often than alpha allows", () => {
  const falseAlarms = Array.from(
    { length: 200 },
    (_, i) => changePoints(noise(24, 7 * i + 1), { alpha: 0.05 }).length > 0,
  );
  // Of 200 at 5 %, more than 20 would be a chance of 1 in 1,000.
  expect(falseAlarms.filter(Boolean).length).toBeLessThanOrEqual(20);
});

test("changePoints() finds a level that comes back", () => {
  const values = noise(90, 12345).map((value, i) =>
    value + (i < 30 || i >= 60 ? 0 : 3)
  );
  expect(changePoints(values).map(({ index }) => index)).toEqual([30, 60]);
});

test("changePoints() takes one wild value for what it is", () => {
  expect(changePoints(noise(60, 12345).with(30, 100))).toEqual([]);
});

test("changePoints() gives the same answer twice", () => {
  const values = noise(40, 3).map((value, i) => value + (i < 20 ? 0 : 0.4));
  const options = { alpha: 0.2 };
  expect(changePoints(values, options)).toEqual(changePoints(values, options));
});

test("changePoints() says nothing of too few values, and refuses gaps", () => {
  expect(changePoints([1, 1, 1, 1, 9, 9, 9, 9])).toEqual([]);
  expect(changePoints([])).toEqual([]);
  expect(() => changePoints([1, NaN])).toThrow("not finite: NaN");
  expect(() => changePoints([1], { minimumSegment: 0 })).toThrow("0 and 0.001");
});
