import { expect, test } from "vitest";
import { theilSen } from "../../../src/statistics/mod.ts";

test("theilSen() gives the example of Sen (1968)", () => {
  const fit = theilSen(
    [1, 2, 3, 4, 10, 12, 18],
    [9, 15, 19, 20, 45, 55, 78],
    { confidence: 0.93 },
  );
  expect(fit).toMatchObject({ slope: 4, intercept: 6, n: 7 });
  expect(fit.lower?.toFixed(2)).toBe("3.71");
  expect(fit.upper?.toFixed(2)).toBe("4.38");
});

test("theilSen() gives SciPy's values for short series", () => {
  // SciPy 1.17, theilslopes(..., method="joint").
  expect(theilSen([0, 1, 2], [0, 1, 1]))
    .toMatchObject({ slope: 0.5, intercept: 0 });
  const ys = [1.0, 1.2, 1.1, 1.5, 1.3, 1.6, 1.4, 1.8, 1.7, 1.9];
  const { slope, lower, upper } = theilSen(ys.map((_, i) => i), ys);
  expect(slope).toBeCloseTo(0.1, 12);
  expect(lower).toBeCloseTo(0.05, 12);
  expect(upper).toBeCloseTo(0.14, 12);
});

test("theilSen() is not moved by one outlier", () => {
  const xs = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
  expect(theilSen(xs, xs.map((x) => x === 9 ? 1e6 : 2 * x + 1)))
    .toMatchObject({ slope: 2, intercept: 1 });
});

test("theilSen() has no interval for two points and no line for a single x", () => {
  expect(theilSen([0, 1], [0, 3]))
    .toMatchObject({ slope: 3, lower: null, upper: null });
  expect(() => theilSen([1, 1], [0, 3])).toThrow("no two points differ in x");
  expect(() => theilSen([1], [])).toThrow("differ in length: 1 and 0");
});

test("theilSen() of correlated points does not depend on input order", () => {
  const xs = Array.from({ length: 40 }, (_, i) => i);
  const ys = xs.map((x) => Math.sin(x / 4) + 0.01 * x);
  const order = xs.map((x) => (x * 17) % 40);
  expect(
    theilSen(order.map((i) => xs[i]!), order.map((i) => ys[i]!), {
      serial: true,
    }),
  ).toEqual(theilSen(xs, ys, { serial: true }));
});
