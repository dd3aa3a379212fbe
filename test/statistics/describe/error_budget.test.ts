import { expect, test } from "vitest";
import { errorBudget } from "../../../src/statistics/mod.ts";

const [HOUR_S, DAY_S] = [3600, 86_400];

// The Site Reliability Workbook, table 5-4: an objective of 99.9 % over 30 days.
test.each([
  [1, 1000, 1, 30 * DAY_S],
  [2, 1000, 2, 15 * DAY_S],
  [10, 1000, 10, 3 * DAY_S],
  [1000, 1000, 1000, 43.2 * 60],
])(
  "errorBudget() of %i failed of %i burns %f times as fast",
  (failed, n, burn, lasts_s) => {
    const found = errorBudget({ failed, n }, {
      objective: 0.999,
      window_s: HOUR_S,
    });
    expect(found.burn).toBeCloseTo(burn, 9);
    expect(found.lasts_s).toBeCloseTo(lasts_s, 5);
  },
);

// The same, the starting points of alerts: 2 % in an hour, 5 % in six hours, 10 % in three days.
test.each([
  [14.4, HOUR_S, 0.02],
  [6, 6 * HOUR_S, 0.05],
  [1, 3 * DAY_S, 0.1],
])(
  "errorBudget() at burn rate %f in %i seconds spends %f of the budget",
  (burn, window_s, spent) => {
    const counts = { failed: 1000 * burn, n: 1_000_000 };
    expect(errorBudget(counts, { objective: 0.999, window_s }).spent)
      .toBeCloseTo(spent, 9);
  },
);

test("errorBudget() without a failure lasts for ever, and is unknown without an operation", () => {
  const options = { objective: 0.99, window_s: 60, period_s: DAY_S };
  expect(errorBudget({ failed: 0, n: 10 }, options))
    .toEqual({ burn: 0, spent: 0, lasts_s: Infinity });
  expect(errorBudget({ failed: 0, n: 0 }, options))
    .toEqual({ burn: null, spent: null, lasts_s: null });
});

test.each([
  [{ failed: 2, n: 1 }, { objective: 0.9, window_s: 1 }, "no counts"],
  [{ failed: 0.5, n: 1 }, { objective: 0.9, window_s: 1 }, "no counts"],
  [{ failed: 0, n: 1 }, { objective: 1, window_s: 1 }, "between 0 and 1"],
  [{ failed: 0, n: 1 }, { objective: NaN, window_s: 1 }, "between 0 and 1"],
  [{ failed: 0, n: 1 }, { objective: 0.9, window_s: 0 }, "must be positive"],
])("errorBudget() refuses %j with %j", (counts, options, message) => {
  expect(() => errorBudget(counts, options)).toThrow(message);
});
