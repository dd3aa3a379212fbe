/**
 * Checks random samples against independent computations: counting instead of sorting, exact fractions instead of a
 * decomposition, conditions of an optimum instead of a search.
 */
import { expect, test } from "vitest";
import {
  hodgesLehmann,
  leastSquares,
  mannWhitney,
  median,
  nonNegativeLeastSquares,
  predict,
  quantile,
  summarise,
  theilSen,
} from "../../src/statistics/mod.ts";
import { seededRandom } from "../../src/statistics/basics/random.ts";

/** Runs trials of a property, each with its own seeded generator. */
function trials(
  n: number,
  holds: (random: () => number, integer: (below: number) => number) => void,
): void {
  for (let trial = 1; trial <= n; trial++) {
    const random = seededRandom(trial * 7919);
    holds(random, (below) => Math.floor(random() * below));
  }
}

/** Integers with many ties, so that sums and halves are exact. */
const sample = (integer: (below: number) => number, size: number) =>
  Array.from({ length: size }, () => integer(20) - 10);

/** Computes quantile R-7 by counting instead of sorting. */
function ranked(values: readonly number[], rank: number): number {
  const found = values.find((value) => {
    const below = values.filter((other) => other < value).length;
    const equal = values.filter((other) => other === value).length;
    return below <= rank && rank < below + equal;
  });
  return found ?? NaN;
}

function countedQuantile(values: readonly number[], p: number): number {
  const rank = (values.length - 1) * p;
  const [low, high] = [Math.floor(rank), Math.ceil(rank)];
  const below = ranked(values, low);
  return below + (rank - low) * (ranked(values, high) - below);
}

test("median() and quantile() agree with counting", () =>
  trials(200, (random, integer) => {
    const values = sample(integer, 1 + integer(30));
    expect(median(values)).toBe(countedQuantile(values, 0.5));
    const p = random();
    expect(quantile(Float64Array.from(values).sort(), p))
      .toBeCloseTo(countedQuantile(values, p), 12);
  }));

test("summarise() has the variance of exact integers", () =>
  trials(200, (_, integer) => {
    const values = sample(integer, 2 + integer(30));
    const n = BigInt(values.length);
    const sum = values.reduce((total, value) => total + BigInt(value), 0n);
    const squares = values.reduce(
      (all, value) => all + BigInt(value) ** 2n,
      0n,
    );
    const variance = Number(n * squares - sum * sum) / Number(n * (n - 1n));
    const moved = summarise(values.map((value) => value + 2 ** 40));
    expect(summarise(values).sampleSd).toBeCloseTo(Math.sqrt(variance), 10);
    expect(moved.sampleSd).toBeCloseTo(Math.sqrt(variance), 3);
  }));

test("hodgesLehmann() is the counted median of all differences, inside its interval", () =>
  trials(100, (_, integer) => {
    const before = sample(integer, 1 + integer(9));
    const after = sample(integer, 1 + integer(9));
    const all = before.flatMap((from) => after.map((to) => to - from));
    const { shift, lower, upper } = hodgesLehmann(before, after);
    expect(shift).toBe(countedQuantile(all, 0.5));
    if (lower === null || upper === null) return;
    expect(lower).toBeLessThanOrEqual(shift);
    expect(upper).toBeGreaterThanOrEqual(shift);
    expect(hodgesLehmann(after, before).shift).toBeCloseTo(-shift, 12);
  }));

test("mannWhitney() has the p of all permutations", () =>
  trials(30, (_, integer) => {
    const n1 = 1 + integer(4);
    const values = sample(integer, n1 + 1 + integer(4));
    const u = (first: ReadonlySet<number>) =>
      values.reduce((sum, a, i) =>
        !first.has(i) ? sum : sum + values.reduce(
          (wins, b, j) =>
            first.has(j) ? wins : wins + (a > b ? 1 : a === b ? 0.5 : 0),
          0,
        ), 0);
    const middle = n1 * (values.length - n1) / 2;
    const observed = Math.abs(
      u(new Set(Array.from({ length: n1 }, (_, i) => i))) - middle,
    );
    let [all, extreme] = [0, 0];
    for (let bits = 0; bits < 2 ** values.length; bits++) {
      const dealt = new Set(
        values.flatMap((_, i) => (bits >> i & 1) === 1 ? [i] : []),
      );
      if (dealt.size !== n1) continue;
      all++;
      if (Math.abs(u(dealt) - middle) >= observed - 1e-9) extreme++;
    }
    expect(mannWhitney(values.slice(0, n1), values.slice(n1)).p)
      .toBeCloseTo(extreme / all, 12);
  }));

test("theilSen() is the counted median of all slopes, and follows a change of units", () =>
  trials(100, (_, integer) => {
    const xs = sample(integer, 3 + integer(10));
    const ys = xs.map(() => integer(20));
    const slopes = xs.flatMap((x, i) =>
      xs.slice(i + 1).flatMap((other, j) =>
        other === x
          ? []
          : [((ys[i + 1 + j] ?? NaN) - (ys[i] ?? NaN)) / (other - x)]
      )
    );
    if (slopes.length === 0) return;
    const { slope } = theilSen(xs, ys);
    expect(slope).toBeCloseTo(countedQuantile(slopes, 0.5), 12);
    expect(theilSen(xs, ys.map((y) => 4 * y + 3)).slope)
      .toBeCloseTo(4 * slope, 12);
  }));

/** A line by exact fractions: sums of integers as big ones. */
function exactLine(xs: readonly bigint[], ys: readonly bigint[]) {
  const n = BigInt(xs.length);
  const sum = (values: readonly bigint[]) =>
    values.reduce((total, value) => total + value, 0n);
  const product = (a: readonly bigint[], b: readonly bigint[]) =>
    sum(a.map((value, i) => value * (b[i] ?? 0n)));
  const below = n * product(xs, xs) - sum(xs) ** 2n;
  const above = n * product(xs, ys) - sum(xs) * sum(ys);
  return Number(above) / Number(below);
}

test("leastSquares() has the slope of exact fractions, at any level of x and y", () =>
  trials(100, (_, integer) => {
    const level = [0, 1e6, 1e15][integer(3)] ?? 0;
    const xs = [0, 1, 2, ...sample(integer, 4)].map((x) => level + x);
    const ys = xs.map(() => level + integer(50));
    const fit = leastSquares({ x: xs }, ys);
    const slope = exactLine(xs.map(BigInt), ys.map(BigInt));
    expect(fit.terms[1]?.estimate).toBeCloseTo(slope, 9);
    // Residuals of the best line are orthogonal to a constant and to x.
    expect(fit.residuals.reduce((a, b) => a + b, 0)).toBeCloseTo(0, 6);
    expect(
      fit.residuals.reduce((a, b, i) => a + b * ((xs[i] ?? NaN) - level), 0),
    )
      .toBeCloseTo(0, 6);
    const [x = NaN, y = NaN] = [xs[0], ys[0]];
    expect(predict(fit, { x }).value / (y - (fit.residuals[0] ?? NaN)))
      .toBeCloseTo(1, 9);
  }));

test("nonNegativeLeastSquares() meets the conditions of Karush, Kuhn and Tucker", () =>
  trials(100, (random, integer) => {
    const columns = 1 + integer(4);
    const rows = Array.from(
      { length: columns + 2 + integer(5) },
      () => Array.from({ length: columns }, () => random() * 4 - 1),
    );
    const target = rows.map(() => random() * 10 - 3);
    const fit = nonNegativeLeastSquares(rows, target);
    const residuals = rows.map((row, i) =>
      (target[i] ?? NaN) -
      row.reduce((sum, value, j) => sum + value * (fit[j] ?? NaN), 0)
    );
    for (const [j, coefficient] of fit.entries()) {
      const gradient = rows.reduce(
        (sum, row, i) => sum + (row[j] ?? NaN) * (residuals[i] ?? NaN),
        0,
      );
      expect(coefficient).toBeGreaterThanOrEqual(0);
      // Increasing any coefficient must not improve the fit; nor may any change of one above 0.
      expect(gradient).toBeLessThan(1e-9);
      if (coefficient > 0) expect(Math.abs(gradient)).toBeLessThan(1e-9);
    }
  }));
