import { expect, test } from "vitest";
import {
  mannWhitney,
  relabelledTest,
  repetitionsMissing,
  repetitionsNeeded,
  stratifiedTest,
  type Stratum,
} from "../../../src/statistics/mod.ts";

const strata = (
  ...pairs: readonly (readonly [readonly number[], readonly number[]])[]
): Stratum[] => pairs.map(([first, second]) => ({ first, second }));

// Reference: all ways to exchange labels within strata, counted with exact fractions in Python 3 (itertools, SciPy's
// rankdata).
test.each<[string, Stratum[], number]>([
  [
    "two sessions of two against two",
    strata([[5560, 4980], [2760, 4050]], [[7680, 9190], [3920, 3710]]),
    2 / 36,
  ],
  [
    "strata of three sizes with ties",
    strata([[1, 2, 2], [2, 4]], [[7, 1], [7, 7, 3, 9]], [[5, 6, 1], [6, 2]]),
    222 / 1500,
  ],
  [
    "strata of one size",
    strata([[1.1, 3.4, 5], [2, 6.1]], [[10, 12], [11, 13, 9]]),
    84 / 100,
  ],
  [
    "strata of two sizes",
    strata([[3, 1, 2], [4, 5, 6]], [[30, 10, 20], [15, 25, 35, 40]]),
    22 / 700,
  ],
])("stratifiedTest() counts every exchange within %s", (_, given, p) => {
  const found = stratifiedTest(given);
  expect(found.method).toBe("exact");
  expect(found.p).toBeCloseTo(p, 12);
});

test("stratifiedTest() of one stratum is the Mann-Whitney test", () => {
  // SciPy's documented example of mannwhitneyu.
  const [first, second] = [[19, 22, 16, 29, 24], [20, 11, 17, 12]];
  const found = stratifiedTest([{ first, second }]);
  expect(found.p).toBeCloseTo(1 / 9, 12);
  expect(found.p).toBeCloseTo(mannWhitney(first, second).p, 12);
  expect(found).toMatchObject({ higher: 17 / 20, strata: 1 });
});

test("stratifiedTest() is not biased by sessions of different speed", () => {
  // Neither is faster in either session; the first was run more in the fast one.
  const slow = [10, 11, 12, 10.2, 11.8, 10.9, 11.1];
  const fast = slow.map((rate) => rate * 10);
  const given = strata([[11], slow], [fast, [110]]);
  const pooled = mannWhitney(
    given.flatMap(({ first }) => first),
    given.flatMap(({ second }) => second),
  );
  expect(pooled.p).toBeLessThan(0.05);
  expect(stratifiedTest(given).p).toBeGreaterThan(0.6);
});

test("stratifiedTest() returns the smallest possible p", () => {
  expect(stratifiedTest(strata([[1, 2], [3, 4]])).leastP).toBeCloseTo(1 / 3);
  expect(
    stratifiedTest(strata([[1, 2], [3, 4]], [[1, 2], [3, 4]])).leastP,
  ).toBeCloseTo(1 / 18);
});

test("stratifiedTest() ignores strata that lack a sample", () => {
  expect(stratifiedTest(strata([[1], []], [[], [2]]))).toEqual(
    { p: 1, leastP: 1, higher: null, method: "exact", strata: 0 },
  );
  expect(stratifiedTest([]).p).toBe(1);
  // One against one can be dealt in two ways, and both are as uneven.
  expect(stratifiedTest(strata([[1], [2]])).p).toBe(1);
  expect(() => stratifiedTest(strata([[NaN], [1]]))).toThrow("not a number");
});

test("stratifiedTest() uses the normal limit for large strata", () => {
  const first = Array.from({ length: 40 }, (_, i) => i * 1.3 % 7);
  const second = Array.from({ length: 40 }, (_, i) => i * 1.7 % 8);
  const found = stratifiedTest([{ first, second }]);
  expect(found.method).toBe("normal");
  // SciPy 1.17.1: mannwhitneyu(first, second, method="asymptotic", use_continuity=False).
  expect(found.p).toBeCloseTo(0.44140762072071005, 10);
});

test.each([
  // 2 / C(8, 4) = 0.029 is the first at most 0.05, 2 / C(6, 3) = 0.1 is not.
  [{}, 4],
  [{ sessions: 2 }, 3],
  // 2 / C(14, 7) = 0.00058 is the first at most 0.05 / 36 = 0.00139.
  [{ comparisons: 36 }, 7],
  [{ sessions: 4, comparisons: 36 }, 3],
  [{ sessions: 5, comparisons: 36 }, 2],
])("repetitionsNeeded() of %j is %i", (options, n) => {
  expect(repetitionsNeeded(0.05, options)).toBe(n);
});

test("repetitionsNeeded() refuses a level that cannot be reached", () => {
  expect(() => repetitionsNeeded(0)).toThrow("not above 0");
});

test("relabelledTest() has the p of a test of these labels, exact and in the normal limit", () => {
  const small = strata([[1, 2, 2], [2, 4]], [[7, 1], [7, 7, 3, 9]]);
  const values = small.map(({ first, second }) => [...first, ...second]);
  const pOf = relabelledTest(small);
  for (const places of [[[0, 1, 2], [0, 1]], [[1, 3, 4], [5, 2]]]) {
    const relabelled = values.map((all, i) => ({
      first: (places[i] ?? []).map((place) => all[place] ?? NaN),
      second: all.filter((_, place) => !places[i]?.includes(place)),
    }));
    expect(pOf(places)).toBeCloseTo(stratifiedTest(relabelled).p, 12);
  }
  const many = Array.from({ length: 40 }, (_, i) => i * 7 % 41);
  const large = strata([many, many.map((value) => value + 5)]);
  expect(relabelledTest(large)([many.map((_, place) => place)]))
    .toBe(stratifiedTest(large).p);
});

test("repetitionsMissing() counts what each side lacks until a test can reach the level", () => {
  const missing = (first: number, second: number, comparisons = 1) =>
    repetitionsMissing([{ first, second }], 0.05, comparisons);
  // 2 / C(8, 4) is 0.029, 2 / C(6, 3) is 0.1, 2 / C(7, 3) is 0.057.
  expect(missing(4, 4)).toBe(0);
  expect(missing(3, 3)).toBe(1);
  expect(missing(3, 4)).toBe(1);
  expect(missing(1, 1)).toBe(3);
  // 2 / C(10, 5) is 0.0079: one of five tests.
  expect(missing(4, 4, 5)).toBe(1);
  const two = { first: 2, second: 2 };
  // 2 / 6^2 is 0.056, 2 / 20^2 is 0.005.
  expect(repetitionsMissing([two, two], 0.05)).toBe(1);
  expect(repetitionsMissing([], 0.05)).toBeNull();
  expect(() => repetitionsMissing([two], 0)).toThrow(RangeError);
});
