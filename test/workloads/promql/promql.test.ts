import { expect, test } from "vitest";
import {
  toBigQuery,
  toIncrementalQuery,
  toPromDuration,
} from "../../../src/workloads/promql/promql.ts";

/** A duration in PromQL 2: whole numbers with units, from the largest to the smallest. */
const DURATION = /^(?:(\d+)s)?(?:(\d+)ms)?$/;

test.each([
  [15, "15s"],
  [30, "30s"],
  [0.3, "300ms"],
  [1.5, "1500ms"],
  [16500.0, "16500s"],
  [0.1 + 0.2, "300ms"],
  [2.9999999999, "3s"],
  [0.0001, "1ms"],
])("toPromDuration() of %d s is %s", (seconds, text) => {
  expect(toPromDuration(seconds)).toBe(text);
  expect(text).toMatch(DURATION);
});

test("toIncrementalQuery() covers two scrapes of one series", () => {
  expect(toIncrementalQuery("loadline_metric_7", 15)).toBe(
    'loadline_metric_7{series_id="0"}[30s]',
  );
});

test("toBigQuery() of 11,000 points is that of the repeated tests", () => {
  expect(toBigQuery("loadline_metric_0", 11_000)).toBe(
    "rate(loadline_metric_0[5m])[3300s:300ms]",
  );
});

test.each([1, 2, 7, 100, 999, 1100, 7000, 11_000, 1e6, 1e7])(
  "toBigQuery() of %d points has that many steps, without a fraction",
  (points) => {
    const [, span = "", step = ""] = /\[([^:\]]+):([^\]]+)\]$/
      .exec(toBigQuery("m", points)) ?? [];
    expect(toMilliseconds(span) / toMilliseconds(step)).toBe(points);
  },
);

function toMilliseconds(duration: string): number {
  const [, seconds = "0", milliseconds = "0"] = DURATION.exec(duration) ?? [];
  return 1000 * Number(seconds) + Number(milliseconds);
}
