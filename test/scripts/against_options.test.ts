import { expect, test } from "vitest";
import { toAgainstOptions } from "../../scripts/_against_options.ts";

const options = {
  ...{ metric: "p99", width: "10%", smallest: "5 %", budget: "30min" },
  repeat: "0",
};

test("toAgainstOptions() reads shares and times", () => {
  expect(toAgainstOptions({ ...options, failOnRegression: true })).toEqual({
    ...{ metric: "p99", width: 0.1, smallest: 0.05, budget_s: 1800 },
    failOnRegression: true,
  });
});

test.each([
  [{ width: "0%" }, "Cannot read --width as it must be a share"],
  [{ width: "10" }, "Cannot read --width as it must be a share"],
  [{ budget: "30" }, "Cannot read --budget as it must be a time"],
  [{ repeat: "3" }, "Cannot run with --repeat as --against"],
  [{ resume: true }, "Cannot run with --resume as --against"],
  [{ summary: "x.csv" }, "Cannot run with --summary as --against"],
  [{ junit: "x.xml" }, "Cannot run with --junit as --against"],
])("toAgainstOptions() refuses %j", (more, message) => {
  expect(() => toAgainstOptions({ ...options, ...more })).toThrow(message);
});
