import { expect, test } from "vitest";
import {
  serialCorrelation,
  theilSen,
  varianceInflation,
} from "../../../src/statistics/mod.ts";
import { seededRandom } from "../../../src/statistics/basics/random.ts";

test("serialCorrelation() agrees with NumPy, corrected for the line", () => {
  const residuals = [
    1.0,
    1.4,
    1.9,
    1.3,
    2.2,
    2.0,
    1.2,
    1.1,
    1.6,
    0.7,
    1.2,
    1.5,
  ];
  // NumPy: lag-1 autocorrelation 0.643152, then (12 R1 + 2) / 8.
  expect(serialCorrelation(residuals)).toBeCloseTo(0.3873674911660778, 12);
});

test("serialCorrelation() is 0 if it is unknown, and never negative", () => {
  expect(serialCorrelation([1, 2, 3, 4, 5])).toBe(0);
  expect(serialCorrelation([2, 2, 2, 2, 2, 2, 2])).toBe(0);
  expect(serialCorrelation([1, -1, 1, -1, 1, -1, 1, -1])).toBe(0);
});

test.each([[0.9, 60, 16.005391030899748], [0.5, 10, 2.600390625], [0, 10, 1]])(
  "varianceInflation() of %f over %i is the mean of the correlation matrix",
  (correlation, n, factor) => {
    // NumPy: sum of ρ^|i - j| over all i and j, divided by n.
    expect(varianceInflation(correlation, n)).toBeCloseTo(factor, 10);
  },
);

test.each([[0, 0.9], [0.6, 0.88], [0.9, 0.82]])(
  "theilSen() with `serial` keeps its level for correlation %f",
  (correlation, atLeast) => {
    const random = seededRandom(11);
    const normal = () =>
      Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    let held = 0;
    for (let trial = 0; trial < 300; trial++) {
      let level = 0;
      const values = Array.from({ length: 160 }, () => {
        level = correlation * level + normal();
        return level;
      }).slice(100);
      const { lower, upper } = theilSen(values.map((_, i) => i), values, {
        serial: true,
      });
      if (lower === null || upper === null || lower <= 0 && upper >= 0) held++;
    }
    // Nominal 0.95; a NumPy simulation of 600 series has 0.95, 0.94 and 0.89. Without the correction 0.94, 0.68 and
    // 0.34.
    expect(held / 300).toBeGreaterThanOrEqual(atLeast);
  },
);
