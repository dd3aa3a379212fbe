import { expect, test } from "vitest";
import {
  bestSplit,
  changePoints,
  median,
} from "../../../src/statistics/mod.ts";
import { seededRandom } from "../../../src/statistics/basics/random.ts";
import { tigerbeetle } from "../tigerbeetle.ts";

/** Annual flow of the Nile at Aswan, 1871 to 1970, 10^8 m³ (Cobb, Biometrika 65, 1978, table 1). */
const nile = [
  [1120, 1160, 963, 1210, 1160, 1160, 813, 1230, 1370, 1140, 995, 935],
  [1110, 994, 1020, 960, 1180, 799, 958, 1140, 1100, 1210, 1150, 1250],
  [1260, 1220, 1030, 1100, 774, 840, 874, 694, 940, 833, 701, 916, 692],
  [1020, 1050, 969, 831, 726, 456, 824, 702, 1120, 1100, 832, 764, 821],
  [768, 845, 864, 862, 698, 845, 744, 796, 1040, 759, 781, 865, 845, 944],
  [984, 897, 822, 1010, 771, 676, 649, 846, 812, 742, 801, 1040, 860, 874],
  [848, 890, 744, 749, 838, 1050, 918, 986, 797, 923, 975, 815, 1020, 906],
  [901, 1170, 912, 746, 919, 718, 714, 740],
].flat();

/** Twenty values with a step at 8 that is not clean. */
const step = [
  [4.1, 3.8, 4.4, 4.0, 3.9, 4.3, 4.2, 3.7, 4.6, 4.5],
  [4.25, 4.9, 5.1, 4.7, 5.3, 4.35, 4.8, 5.0, 5.2, 4.05],
].flat();

/** Seeded noise from -0.5 to 0.5. */
function noise(n: number, random: () => number): number[] {
  return Array.from({ length: n }, () => random() - 0.5);
}

test("bestSplit() finds the fall of the Nile after 1898", () => {
  const split = bestSplit(nile, { minimumSegment: 5 })!;
  expect(1871 + split.index).toBe(1899);
  // SciPy 1.16, mannwhitneyu(asymptotic, continuity): the smallest of the splits is 5.53e-10, at 28; ties count
  // against here.
  expect(split.local).toBeGreaterThan(5.52e-10);
  expect(split.local).toBeLessThan(1e-9);
});

test("bestSplit() bounds the p corrected for the search", () => {
  const split = bestSplit(step, { minimumSegment: 5 })!;
  // Python, exact counts: the smallest p is 7.1446e-4, at 8, and as small a p is possible at 11 places.
  expect(split.index).toBe(8);
  expect(split.local).toBeCloseTo(0.0007144558228149559, 12);
  expect(split.p).toBeCloseTo(0.007859014050964515, 12);
  // 426 of 100,000 shuffles in NumPy had as small a p somewhere: the bound is slightly above.
  expect(split.p).toBeGreaterThan(0.00426);
  expect(split.p).toBeLessThan(2 * 0.00426);
});

test("bestSplit() counts ties against a split", () => {
  // Five and five, none out of order: 2 of C(10, 5) = 252 orders, at the one place with five on each side.
  expect(bestSplit([1, 1, 1, 1, 1, 5, 5, 5, 5, 5], { minimumSegment: 5 }))
    .toEqual({
      index: 5,
      local: expect.closeTo(2 / 252, 12),
      p: expect.closeTo(2 / 252, 12),
    });
  // One value of the left is equal to one of the right: a pair out of order, of which there are 2 orders with at most
  // 1.
  expect(
    bestSplit([1, 1, 1, 1, 5, 5, 6, 7, 8, 9], { minimumSegment: 5 })?.local,
  )
    .toBeCloseTo(4 / 252, 12);
});

test("bestSplit() is null where no split is of use, and else the same", () => {
  const random = seededRandom(4);
  for (let round = 0; round < 200; round++) {
    const values = noise(12 + round % 60, random)
      .map((value, i) => Math.round(20 * value) + (i < 9 ? round % 4 : 0));
    const split = bestSplit(values, { minimumSegment: 3 });
    const isOfUse = (p: number) => p <= [0.05, 0.2, 1][round % 3]!;
    const found = bestSplit(values, { minimumSegment: 3, isOfUse });
    if (found || split && isOfUse(split.p)) expect(found).toEqual(split);
  }
  const isOfUse = (p: number) => p < 0.001;
  expect(bestSplit(step, { minimumSegment: 5, isOfUse })).toBeNull();
});

test("bestSplit() is null for a constant, short or empty series", () => {
  expect(bestSplit(Array(30).fill(7))).toBeNull();
  expect(bestSplit([7])).toBeNull();
  expect(bestSplit([])).toBeNull();
  expect(bestSplit([1, 2, 3], { minimumSegment: 2 })).toBeNull();
});

test("changePoints() finds the levels of Apache Otava's test", () => {
  const levels = [
    [0.3, 2.4, 1.5, -0.9, -0.5],
    [99.7, 98.3, 99.1],
    [149.0, 149.7, 149.5, 149.1, 148.8, 150.0],
  ].flat();
  // The second has 2 / C(8, 3), possible at three places, times 14 / 8 for its share: 0.1875.
  const found = changePoints(levels, { minimumSegment: 3, alpha: 0.19 });
  expect(found.map(({ index }) => index)).toEqual([5, 8]);
  expect(found.map(({ before, after }) => [before, after]))
    .toEqual([[0.3, 99.1], [99.1, 149.3]]);
});

test("changePoints() finds the step of Apache Otava's second test", () => {
  const high = [1.02, 0.95, 0.99, 1.00, 1.12, 1.00, 1.01, 0.98, 1.01, 0.96];
  const low = [0.50, 0.51, 0.48, 0.48, 0.55, 0.50, 0.49, 0.51, 0.50, 0.49];
  const found = changePoints([...high, ...low]);
  expect(found).toMatchObject([{ index: 10, before: 1, after: 0.5 }]);
  // 2 of choose(20, 10) orders; as rare a split is possible at that place alone.
  expect(found[0]?.p).toBeCloseTo(2 / 184756, 12);
});

test("changePoints() finds the shifts of more than 5 % in TigerBeetle's history", () => {
  const found = changePoints(tigerbeetle, { alpha: 0.001 })
    .filter(({ before, after }) => Math.abs(after / before - 1) > 0.05);
  expect(found.map(({ index }) => index)).toEqual([15, 71]);
});

test("changePoints() tries every segment, also beside one that cannot be split", () => {
  // A first half too noisy to split, with by far the largest differences, and a second with two clear small steps.
  const random = seededRandom(3);
  const wild = noise(60, random).map((value) => 100 * value);
  const calm = [1000, 1001, 1002].flatMap((level) =>
    noise(20, random).map((value) => level + value / 10)
  );
  expect(changePoints([...wild, ...calm]).map(({ index }) => index))
    .toEqual([60, 80, 100]);
});

test("changePoints() adjusts p by the share of the segment, and by the enclosing segment", () => {
  const values = [0, 10, 5].flatMap((level) =>
    Array.from({ length: 20 }, (_, i) => level + (i * 7 % 20) / 100)
  );
  const found = changePoints(values);
  expect(found.map(({ index }) => index)).toEqual([20, 40]);
  const [outer, inner] = found as [typeof found[0], typeof found[0]];
  // 0 is apart from the rest, so the whole is split at 20, and the 40 after it at 40.
  expect(outer!.adjusted).toBe(outer!.p);
  expect(inner!.p).toBeCloseTo(2 / 137846528820, 18);
  expect(inner!.adjusted)
    .toBe(Math.max(outer!.adjusted, inner!.p * 60 / 40));
});

test("changePoints() has at most alpha false alarms in noise", () => {
  const random = seededRandom(7);
  const rounds = 2000;
  let alarms = 0;
  for (let i = 0; i < rounds; i++) {
    if (changePoints(noise(40, random)).length > 0) alarms++;
  }
  // At 5 % of 2,000, more than 130 would be a chance of 1 in 1,000. A bound may be too cautious, but must be of use.
  expect(alarms).toBeLessThanOrEqual(130);
  expect(alarms).toBeGreaterThan(20);
});

test("changePoints() keeps alpha in segments beside true steps", () => {
  const random = seededRandom(11);
  const rounds = 500;
  let alarms = 0;
  for (let i = 0; i < rounds; i++) {
    const values = [
      ...noise(30, random),
      ...noise(30, random).map((v) => v + 9),
    ];
    const found = changePoints(values).map(({ index }) => index);
    expect(found).toContain(30);
    if (found.length > 1) alarms++;
  }
  // At 5 % of 500, more than 40 would be a chance of 1 in 1,000.
  expect(alarms).toBeLessThanOrEqual(40);
});

test("changePoints() finds a level that returns", () => {
  const random = seededRandom(1);
  const values = noise(90, random).map((value, i) =>
    value + (i < 30 || i >= 60 ? 0 : 3)
  );
  expect(changePoints(values).map(({ index }) => index)).toEqual([30, 60]);
});

test("changePoints() ignores a single outlier", () => {
  const values = noise(60, seededRandom(5));
  expect(changePoints(values.with(30, 100))).toEqual([]);
});

test("changePoints() places a change at the best fit of the values, also near the end", () => {
  // By rank the lowest of the upper values may be on either side; four values are fewer than a tested side.
  const level = Array.from({ length: 80 }, (_, i) => i * 37 % 80 / 1000);
  const values = [...level.with(79, 0.1), 9.1, 9, 9.2, 9.3];
  expect(changePoints(values)).toMatchObject([{
    index: 80,
    after: expect.closeTo(9.15, 9),
  }]);
});

test("changePoints() finds a step of a few ticks of a coarse clock", () => {
  const values = [...Array(12).fill(10), ...Array(12).fill(20)];
  expect(changePoints(values)).toMatchObject([{ index: 12 }]);
  expect(median(values)).toBe(15);
});

test("changePoints() finds nothing in too few or equal values, and refuses NaN", () => {
  expect(changePoints([1, 1, 1, 1, 9, 9, 9, 9])).toEqual([]);
  expect(changePoints(Array(50).fill(3))).toEqual([]);
  expect(changePoints([])).toEqual([]);
  expect(() => changePoints([1, NaN])).toThrow("not finite: NaN at 1");
  expect(() => changePoints([-Infinity])).toThrow("not finite: -Infinity");
  expect(() => changePoints([1], { minimumSegment: 0 })).toThrow("0 and 0.05");
});
