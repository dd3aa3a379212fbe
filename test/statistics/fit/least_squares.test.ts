import { expect, test } from "vitest";
import { leastSquares, predict } from "../../../src/statistics/mod.ts";

/** NIST Statistical Reference Datasets, Longley: y, x1 to x6. */
const longley = [
  [60323, 83.0, 234289, 2356, 1590, 107608, 1947],
  [61122, 88.5, 259426, 2325, 1456, 108632, 1948],
  [60171, 88.2, 258054, 3682, 1616, 109773, 1949],
  [61187, 89.5, 284599, 3351, 1650, 110929, 1950],
  [63221, 96.2, 328975, 2099, 3099, 112075, 1951],
  [63639, 98.1, 346999, 1932, 3594, 113270, 1952],
  [64989, 99.0, 365385, 1870, 3547, 115094, 1953],
  [63761, 100.0, 363112, 3578, 3350, 116219, 1954],
  [66019, 101.2, 397469, 2904, 3048, 117388, 1955],
  [67857, 104.6, 419180, 2822, 2857, 118734, 1956],
  [68169, 108.4, 442769, 2936, 2798, 120445, 1957],
  [66513, 110.8, 444546, 4681, 2637, 121950, 1958],
  [68655, 112.6, 482704, 3813, 2552, 123366, 1959],
  [69564, 114.2, 502601, 3931, 2514, 125368, 1960],
  [69331, 115.7, 518173, 4806, 2572, 127852, 1961],
  [70551, 116.9, 554894, 4007, 2827, 130081, 1962],
];

/** NIST Statistical Reference Datasets, Norris: pairs of y and x. */
// deno-fmt-ignore
const norris = [
  0.1, 0.2, 338.8, 337.4, 118.1, 118.2, 888.0, 884.6, 9.2, 10.1, 228.1, 226.5,
  668.5, 666.3, 998.5, 996.3, 449.1, 448.6, 778.9, 777.0, 559.2, 558.2,
  0.3, 0.4, 0.1, 0.6, 778.1, 775.5, 668.8, 666.9, 339.3, 338.0, 448.9, 447.5,
  10.8, 11.6, 557.7, 556.0, 228.3, 228.1, 998.0, 995.8, 888.8, 887.6,
  119.6, 120.2, 0.3, 0.3, 0.6, 0.3, 557.6, 556.8, 339.3, 339.1, 888.0, 887.2,
  998.5, 999.0, 778.9, 779.0, 10.2, 11.1, 117.6, 118.3, 228.9, 229.2,
  668.4, 669.1, 449.2, 448.9, 0.2, 0.5,
];

function column(rows: readonly (readonly number[])[], index: number): number[] {
  return rows.map((row) => row[index] ?? NaN);
}

test("leastSquares() gives NIST's certified values for Longley", () => {
  const columns = Object.fromEntries(
    [1, 2, 3, 4, 5, 6].map((i) => [`x${i}`, column(longley, i)]),
  );
  const fit = leastSquares(columns, column(longley, 0));
  const certified = [
    [-3482258.63459582, 890420.383607373],
    [15.0618722713733, 84.9149257747669],
    [-0.0358191792925910, 0.0334910077722432],
    [-2.02022980381683, 0.488399681651699],
    [-1.03322686717359, 0.214274163161675],
    [-0.0511041056535807, 0.226073200069370],
    [1829.15146461355, 455.478499142212],
  ];
  expect(fit.terms.map(({ name }) => name))
    .toEqual(["intercept", "x1", "x2", "x3", "x4", "x5", "x6"]);
  for (const [i, [estimate = NaN, error = NaN]] of certified.entries()) {
    expect((fit.terms[i]?.estimate ?? NaN) / estimate).toBeCloseTo(1, 9);
    expect((fit.terms[i]?.standardError ?? NaN) / error).toBeCloseTo(1, 9);
  }
  expect(fit.r2).toBeCloseTo(0.995479004577296, 12);
  expect(fit.residualSd).toBeCloseTo(304.854073561965, 6);
  expect(fit).toMatchObject({ n: 16, degreesOfFreedom: 9 });
  // t quantile of 9 degrees of freedom, from tables: 2.262.
  const year = fit.terms[6];
  expect((year?.upper ?? NaN) - (year?.estimate ?? NaN))
    .toBeCloseTo(2.262157 * 455.4785, 2);
});

test("leastSquares() gives NIST's certified values for Norris", () => {
  const y = norris.filter((_, i) => i % 2 === 0);
  const x = norris.filter((_, i) => i % 2 === 1);
  const fit = leastSquares({ x }, y);
  expect(fit.n).toBe(36);
  const [intercept, slope] = fit.terms;
  expect(intercept?.estimate).toBeCloseTo(-0.262323073774029, 10);
  expect(intercept?.standardError).toBeCloseTo(0.232818234301152, 10);
  expect(slope?.estimate).toBeCloseTo(1.00211681802045, 12);
  expect(slope?.standardError).toBeCloseTo(0.000429796848199937, 12);
  expect(fit.r2).toBeCloseTo(0.999993745883712, 12);
  expect(fit.residualSd).toBeCloseTo(0.884796396144373, 10);
  expect(fit.residuals[0]).toBeCloseTo(0.1 + 0.262323 - 0.2 * 1.0021168, 6);
});

test("leastSquares() gives NIST's certified values for NoInt1", () => {
  // NIST Statistical Reference Datasets: a line through the origin.
  const x = Array.from({ length: 11 }, (_, i) => 60 + i);
  const y = x.map((value) => value + 70);
  const fit = leastSquares({ x }, y, { intercept: false });
  expect(fit.terms[0]?.estimate).toBeCloseTo(2.07438016528926, 12);
  expect(fit.terms[0]?.standardError).toBeCloseTo(0.0165289256198347, 12);
  expect(fit.residualSd).toBeCloseTo(3.56753034006338, 11);
  expect(fit.r2).toBeCloseTo(0.999365492298663, 12);
});

test("leastSquares() takes a transform as a column: arctangent plus linear", () => {
  const lines = [0, 18e3, 36e3, 72e3, 144e3, 288e3, 432e3, 576e3];
  const points = [1e6, 4e6, 2e6, 6e6, 3e6, 5e6, 1e6, 2e6];
  const y = lines.map((l, i) =>
    0.3 + 2.5 * Math.atan(l / 1e5) + 4e-7 * (points[i] ?? NaN)
  );
  const arctangent = lines.map((l) => Math.atan(l / 1e5));
  const fit = leastSquares({ arctangent, points }, y);
  const [intercept, bend, slope] = fit.terms.map(({ estimate }) => estimate);
  expect(intercept).toBeCloseTo(0.3, 10);
  expect(bend).toBeCloseTo(2.5, 10);
  expect(slope).toBeCloseTo(4e-7, 16);
  expect(fit.r2).toBeCloseTo(1, 12);
});

test("predict() is narrowest at the mean, where its error is sd / sqrt(n)", () => {
  const x = [1, 2, 3, 4, 5];
  const fit = leastSquares({ x }, [1.1, 1.9, 3.2, 3.9, 4.9]);
  const middle = predict(fit, { x: 3 });
  expect(middle.value).toBeCloseTo(3, 12);
  // t quantile of 3 degrees of freedom, from tables: 3.182446.
  expect(middle.upper - middle.value)
    .toBeCloseTo(3.182446 * fit.residualSd / Math.sqrt(5), 6);
  const end = predict(fit, { x: 5 });
  expect(end.upper - end.lower).toBeGreaterThan(middle.upper - middle.lower);
  expect(() => predict(fit, {})).toThrow("no value: x");
});

test("leastSquares() refuses what cannot be fitted", () => {
  const x = [1, 2, 3, 4];
  expect(() => leastSquares({ x, twice: x.map((v) => 2 * v) }, x))
    .toThrow("sum of those before it: twice");
  expect(() => leastSquares({ x, zero: [0, 0, 0, 0] }, x))
    .toThrow("sum of those before it: zero");
  expect(() => leastSquares({ x: [1, 2] }, [1, 2])).toThrow("more points");
  expect(() => leastSquares({ x }, [1, 2])).toThrow("column x has another");
  expect(() => leastSquares({ x: [1, 2, NaN] }, [1, 2, 3]))
    .toThrow("column x has a value that is not finite: NaN");
});
