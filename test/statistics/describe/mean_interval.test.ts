import { expect, test } from "vitest";
import { meanInterval } from "../../../src/statistics/mod.ts";

test("meanInterval() gives the interval of Student's sleep data", () => {
  // Student, Biometrika 6, 1908: hours of sleep gained; R's t.test() of the differences gives 0.7001142 to 2.4598858.
  const gained = [1.2, 2.4, 1.3, 1.3, 0, 1, 1.8, 0.8, 4.6, 1.4];
  const { mean, lower, upper, n, reason } = meanInterval(gained);
  expect({ n, reason }).toEqual({ n: 10, reason: null });
  expect(mean).toBeCloseTo(1.58, 12);
  expect(lower).toBeCloseTo(0.7001142, 7);
  expect(upper).toBeCloseTo(2.4598858, 7);
});

// Reference: SciPy 1.17.1, ttest_1samp(x, 0).confidence_interval(), of log(x) and back for the log scale.
test.each([
  { log: false, confidence: 0.95, lower: 871.264626903, upper: 1202.06870643 },
  { log: true, confidence: 0.95, lower: 883.975065356, upper: 1212.43780405 },
  { log: true, confidence: 0.9, lower: 930.010614449, upper: 1152.42210189 },
])(
  "meanInterval() of three repetitions, log $log at $confidence",
  (expected) => {
    const { lower, upper } = meanInterval([1020, 980, 1110], expected);
    expect(lower).toBeCloseTo(expected.lower, 5);
    expect(upper).toBeCloseTo(expected.upper, 5);
  },
);

test("meanInterval() on the log scale has the geometric mean in its middle", () => {
  const { mean, lower, upper } = meanInterval([1, 100], { log: true });
  expect(mean).toBeCloseTo(10, 12);
  expect((lower ?? NaN) * (upper ?? NaN)).toBeCloseTo(100, 8);
});

test("meanInterval() of one value has no bounds and states why", () => {
  expect(meanInterval([5])).toEqual({
    mean: 5,
    lower: null,
    upper: null,
    n: 1,
    reason: "an interval needs 2 values, has 1",
  });
  expect(meanInterval([])).toMatchObject({ mean: null, lower: null, n: 0 });
});

test("meanInterval() refuses values without a mean", () => {
  expect(() => meanInterval([1, 0], { log: true })).toThrow("not above 0: 0");
  expect(() => meanInterval([1, NaN])).toThrow(RangeError);
});
