import { expect, test } from "vitest";
import { excursions } from "../../../src/statistics/mod.ts";
import { seededRandom } from "../../../src/statistics/basics/random.ts";

/** Forty values of which four in a row, from index 18, are above all others. */
const bump = [
  ...Array.from({ length: 18 }, (_, i) => -(7 * i % 36)),
  ...[101, 102, 100, 103],
  ...Array.from({ length: 18 }, (_, i) => -(7 * (18 + i) % 36)),
];

test("excursions() finds a temporary level", () => {
  const found = excursions(bump);
  expect(found).toHaveLength(1);
  expect(found[0]).toMatchObject({ from: 18, to: 22 });
  // Python, exact counts: the sum over lengths 3 to 12 of places times the largest tail not above 1 / C(40, 4).
  expect(found[0]?.p).toBeCloseTo(0.0029078417423568726, 12);
  // 335 (0.0017) of 200,000 shuffles in NumPy had as high an excursion: the bound is slightly above.
  expect(found[0]?.p).toBeGreaterThan(0.001675);
});

test("excursions() counts ties against an excursion, but not those within it", () => {
  // Whole milliseconds: four equal values above all, and the same with one outside.
  const values = Array.from({ length: 40 }, (_, i) => i % 3);
  const clean = values.with(10, 9).with(11, 9).with(12, 9).with(13, 9);
  expect(excursions(clean)[0]?.p).toBeCloseTo(0.0029078417423568726, 12);
  const tied = excursions(clean.with(30, 9), { alpha: 1 })
    .find(({ from }) => from === 10);
  expect(tied?.p).toBeGreaterThan(0.0029078417423568726);
});

test("excursions() finds several, and one at the end of the series", () => {
  const values = Array.from({ length: 200 }, (_, i) =>
    i * 37 % 101 / 101 +
    (i >= 40 && i < 45 || i >= 120 && i < 124 || i >= 194 ? 5 : 0));
  expect(excursions(values).map(({ from, to }) => [from, to]))
    .toEqual([[40, 45], [120, 124], [194, 200]]);
});

test("excursions() finds neither a spike, nor two, nor a dip", () => {
  const random = seededRandom(3);
  const values = Array.from({ length: 100 }, () => random());
  expect(excursions(values.with(50, 99))).toEqual([]);
  expect(excursions(values.with(50, 99).with(51, 98))).toEqual([]);
  expect(excursions(values.map((v, i) => i > 50 && i < 55 ? v - 9 : v)))
    .toEqual([]);
});

test("excursions() has at most alpha false alarms in noise", () => {
  const random = seededRandom(13);
  const rounds = 1000;
  let alarms = 0;
  for (let i = 0; i < rounds; i++) {
    const values = Array.from({ length: 60 }, () => random() ** 4);
    if (excursions(values).length > 0) alarms++;
  }
  // At 5 % of 1,000, more than 72 would be a chance of 1 in 1,000.
  expect(alarms).toBeLessThanOrEqual(72);
  expect(alarms).toBeGreaterThan(5);
});

test("excursions() finds nothing in too few or equal values, and refuses NaN", () => {
  expect(excursions([])).toEqual([]);
  expect(excursions([1, 9, 9, 9, 1])).toEqual([]);
  expect(excursions(Array(50).fill(3))).toEqual([]);
  expect(() => excursions([1, NaN])).toThrow("not finite: NaN at 1");
  expect(() => excursions([Infinity])).toThrow("not finite: Infinity");
  expect(() => excursions([1], { lengths: [0] })).toThrow("above 0: 0");
  expect(() => excursions([1], { alpha: 0 })).toThrow("above 0: 0");
});
