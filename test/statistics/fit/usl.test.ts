import { expect, test } from "vitest";
import {
  fitUsl,
  type Usl,
  uslThroughput,
} from "../../../src/statistics/mod.ts";

/**
 * SPEC SDM91 of a Sun SPARCcenter 2000: scripts an hour by simulated users (Gunther, Guerrilla Capacity Planning,
 * 2007).
 */
const users = [1, 18, 36, 72, 108, 144, 216];
const scripts = [64.9, 995.9, 1652.4, 1853.2, 1828.9, 1775.0, 1702.2];

function fitted(
  loads: readonly number[],
  throughputs: readonly number[],
  weights: readonly number[] | null = null,
): Usl {
  const { usl, reason } = fitUsl(loads, throughputs, { weights });
  if (!usl) throw new Error(reason);
  return usl;
}

test("fitUsl() agrees with R's package usl for SPEC SDM91", () => {
  // Its README, summary(usl(throughput ~ load, specsdm91)); there σ is alpha, κ beta and λ gamma.
  const usl = fitted(users, scripts);
  expect(usl.lambda.toFixed(7)).toBe("89.9952331");
  expect(usl.sigma.toFixed(7)).toBe("0.0277285");
  expect(usl.kappa.toFixed(7)).toBe("0.0001044");
  expect(usl.standardErrors?.lambda.toFixed(3)).toBe("14.213");
  expect(usl.standardErrors?.sigma.toFixed(7)).toBe("0.0091217");
  expect(usl.standardErrors?.kappa.toFixed(7)).toBe("0.0000199");
  expect(Math.min(...usl.residuals).toFixed(1)).toBe("-81.7");
  expect(Math.max(...usl.residuals).toFixed(1)).toBe("111.1");
  const squares = usl.residuals.reduce((sum, value) => sum + value ** 2, 0);
  expect(Math.sqrt(squares / 4).toFixed(1)).toBe("82.8");
  expect(usl.n).toBe(7);
});

test("fitUsl() finds the peak of SPEC SDM91 among the measured loads", () => {
  // SciPy 1.17.1, curve_fit: N* 96.519, X(N*) 1883.899, R² 0.98956148.
  const { peak, r2 } = fitted(users, scripts);
  expect(peak?.load).toBeCloseTo(96.519, 2);
  expect(peak?.throughput).toBeCloseTo(1883.899, 2);
  expect(peak?.extrapolated).toBe(false);
  expect(r2).toBeCloseTo(0.98956148, 8);
});

// Reference: SciPy 1.17.1, least_squares() with bounds from 16 starts, best of them.
test.each([
  {
    name: "two repetitions each",
    loads: [1, 1, 2, 2, 4, 4, 8, 8],
    throughputs: [10.2, 9.9, 19.1, 18.7, 34.0, 33.1, 52.5, 54.0],
    expected: [10.0431870499, 0.058960596927, 0.00171615299672],
  },
  {
    name: "no crosstalk",
    loads: [1, 2, 4, 8],
    throughputs: [10, 17, 26, 36],
    expected: [9.93085614049, 0.17294627057, 0],
  },
  {
    name: "no contention",
    loads: [1, 2, 4, 8, 16],
    throughputs: [10, 19.8, 38, 66, 80],
    expected: [10.1197741133, 0, 0.00424937079598],
  },
  {
    name: "better than linear",
    loads: [1, 2, 4, 8],
    throughputs: [10, 21, 45, 97],
    expected: [11.8588235294, 0, 0],
  },
  {
    name: "nothing measured at one",
    loads: [10, 20, 50, 100],
    throughputs: [300, 520, 900, 1000],
    expected: [32.6808511922, 0.0105118107439, 0.000123853308947],
  },
])("fitUsl() of $name", ({ loads, throughputs, expected }) => {
  const { lambda, sigma, kappa } = fitted(loads, throughputs);
  for (const [i, value] of [lambda, sigma, kappa].entries()) {
    const wanted = expected[i] ?? NaN;
    if (wanted === 0) expect(value).toBe(0);
    else expect(value / wanted).toBeCloseTo(1, 4);
  }
});

test("fitUsl() weighs errors in proportion", () => {
  // SciPy 1.17.1, least_squares() of residuals over X: R² about the weighted mean 0.9960388460.
  const usl = fitted(users, scripts, scripts.map((x) => x ** -2));
  expect(usl.lambda).toBeCloseTo(67.70898, 3);
  expect(usl.sigma).toBeCloseTo(0.01351519, 6);
  expect(usl.kappa).toBeCloseTo(0.000115091, 8);
  expect(usl.r2).toBeCloseTo(0.996038846, 7);
});

test("fitUsl() recovers the law of generated points", () => {
  for (const lambda of [0.01, 40, 1e6]) {
    for (const sigma of [0.0004, 0.02, 0.7]) {
      for (const kappa of [1e-7, 1e-4, 0.05]) {
        const law = { lambda, sigma, kappa };
        const loads = [1, 3, 10, 30, 100, 1000];
        const usl = fitted(
          loads,
          loads.map((load) => uslThroughput(law, load)),
        );
        expect(usl.lambda / lambda).toBeCloseTo(1, 6);
        expect(usl.sigma / sigma).toBeCloseTo(1, 4);
        expect(usl.kappa / kappa).toBeCloseTo(1, 4);
        expect(usl.peak?.load).toBeCloseTo(Math.sqrt((1 - sigma) / kappa), 0);
      }
    }
  }
});

test("fitUsl() has no peak if throughput never falls", () => {
  const usl = fitted([1, 2, 4, 8], [10, 20, 40, 80]);
  expect(usl).toMatchObject({
    sigma: 0,
    kappa: 0,
    peak: null,
    standardErrors: null,
  });
  expect(usl.lambda).toBeCloseTo(10, 10);
  expect(usl.r2).toBeCloseTo(1, 12);
});

test("fitUsl() marks a peak outside the measured loads", () => {
  const law = { lambda: 10, sigma: 0.19, kappa: 0.0001 };
  const peak = (loads: readonly number[]) =>
    fitted(loads, loads.map((load) => uslThroughput(law, load))).peak;
  expect(peak([1, 30, 60])).toMatchObject({
    load: expect.closeTo(90, 6),
    extrapolated: true,
  });
  expect(peak([1, 30, 95])?.extrapolated).toBe(false);
  expect(peak([100, 150, 300])?.extrapolated).toBe(true);
});

test("fitUsl() does not report rounding errors as contention", () => {
  const loads = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
  expect(fitted(loads, loads.map((load) => 0.1 * load)).sigma).toBe(0);
});

test("fitUsl() has no peak below one", () => {
  const usl = fitted([2, 4, 8, 16], [100, 45, 20, 9]);
  expect(usl.sigma + usl.kappa).toBeGreaterThan(1);
  expect(usl.peak).toBeNull();
});

test("fitUsl() of three points is exact and has no standard errors", () => {
  const usl = fitted([1, 4, 16], [100, 300, 500]);
  expect(Math.max(...usl.residuals.map(Math.abs))).toBeLessThan(1e-6);
  expect(usl.standardErrors).toBeNull();
});

test("fitUsl() states the reason if there is no fit", () => {
  expect(fitUsl([1, 1, 2, 2], [10, 11, 18, 19])).toEqual({
    usl: null,
    reason: "underdetermined: three coefficients need 3 different loads, has 2",
  });
  expect(fitUsl([1, 2, 3], [0, 0, 0])).toEqual({
    usl: null,
    reason: "no throughput is above 0",
  });
  expect(fitUsl([2, 4, 8, 16], [100, 20, 5, 1])).toEqual({
    usl: null,
    reason: "throughput only falls with load: X(1) has no bound",
  });
});

test("fitUsl() refuses impossible measurements", () => {
  expect(() => fitUsl([1, 2], [1])).toThrow("in number: 2, 1 and 2");
  expect(() => fitUsl([0, 2, 3], [1, 2, 3])).toThrow(
    "below 1 or not finite: 0",
  );
  expect(() => fitUsl([1, 2, 3], [1, -2, 3])).toThrow("finite: -2");
  expect(() => fitUsl([1, 2, 3], [1, 2, 3], { weights: [1, 0, 1] }))
    .toThrow(RangeError);
});
