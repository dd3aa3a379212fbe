import { expect, test } from "vitest";
import { checkShape } from "../../../../src/systems/targets/exporter/shape.ts";

const shape = {
  ...{ targets: 1, metrics: 1, series: 1, labels: 0 },
  ...{ value_interval: 0.5, churn: 1 },
};

test("checkShape() returns a valid shape", () => {
  expect(checkShape(shape)).toBe(shape);
});

test("checkShape() refuses non-integers, and values out of range", () => {
  const bad = [
    [{ targets: 0 }, RangeError, "targets must be at least 1"],
    [{ metrics: -1 }, RangeError, "metrics must be at least 1"],
    [{ series: 0 }, RangeError, "series must be at least 1"],
    [{ labels: -1 }, RangeError, "labels must be at least 0"],
    [{ targets: 1.5 }, TypeError, "targets must be a whole number"],
    [{ series: NaN }, TypeError, "series must be a whole number"],
    [{ value_interval: 0 }, RangeError, "value_interval must be at least"],
    [{ value_interval: NaN }, RangeError, "value_interval must be at least"],
    [{ value_interval: Infinity }, RangeError, "current value is Infinity"],
    [{ churn: -0.1 }, RangeError, "churn must be 0 to 1"],
    [{ churn: 1.1 }, RangeError, "current value is 1.1"],
    [{ churn: NaN }, RangeError, "churn must be 0 to 1"],
  ] as const;
  for (const [change, type, message] of bad) {
    const check = () => checkShape({ ...shape, ...change });
    expect(check, message).toThrow(type);
    expect(check, message).toThrow(message);
  }
});
