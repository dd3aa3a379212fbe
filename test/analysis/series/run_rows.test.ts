import { expect, test } from "vitest";
import {
  numberOf,
  toRunRows,
  within,
} from "../../../src/analysis/series/run_rows.ts";
import {
  BEGIN,
  toTestEvent,
  toTestQuery,
  toTestRows,
  toTestSeries,
  toTime,
  toTimedSample,
} from "../../testing/monitoring_rows.ts";

test("toRunRows() finds the phase measure, and separates and sorts series", () => {
  const rows = toTestRows({
    samples: [
      ...toTestSeries("targets", "cpu", { values: [9] }),
      ...toTestSeries("prometheus", "cpu", { values: [1, 2, 3] }).reverse(),
    ],
    operations: [toTestQuery(3), toTestQuery(4, { started_at: null })],
  });
  expect(rows.measure).toEqual({ from: BEGIN, until: BEGIN + 60 });
  expect(rows.operations.map(({ at }) => at)).toEqual([BEGIN + 3]);
  const span = { from: BEGIN + 1, until: BEGIN + 60 };
  expect(
    within(rows, { source: "prometheus", metric: "cpu", span }),
  ).toEqual([{ at: BEGIN + 1, value: 2 }, { at: BEGIN + 2, value: 3 }]);
  expect(within(rows, { source: "nobody", metric: "cpu", span })).toEqual([]);
});

test("toRunRows() ends a phase that was cut off at the last row", () => {
  const rows = toRunRows({
    params: [],
    operations: [],
    samples: toTestSeries("host", "cpu", { values: [1, 1, 1], every: 10 })
      .map(toTimedSample),
    events: [toTestEvent("phase", "measure")],
  });
  expect(rows.measure).toEqual({ from: BEGIN, until: BEGIN + 20 });
  expect(
    toRunRows({ params: [], operations: [], samples: [], events: [] }).measure,
  ).toBeNull();
});

test("numberOf() throws for a param that is not a number", () => {
  expect(numberOf(toTestRows(), "targets")).toBe(6);
  expect(() => numberOf(toTestRows(), "system")).toThrow(
    "Cannot read system of the run as it is not a number",
  );
  expect(toTime(1)).toBe("2026-01-02T03:00:11.000Z");
});
