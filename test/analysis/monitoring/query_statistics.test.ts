import { expect, test } from "vitest";
import { queryStatistics } from "../../../src/analysis/monitoring/query_statistics.ts";
import {
  BEGIN,
  toTestQuery,
  toTestRows,
} from "../../testing/monitoring_rows.ts";

const span = { from: BEGIN, until: BEGIN + 60 };

test("queryStatistics() counts queries due in the span, with the latency of those that succeeded", () => {
  const { operations } = toTestRows({
    operations: [
      ...Array.from(
        { length: 300 },
        (_, i) => toTestQuery(i / 10, { duration_s: (i + 1) / 1000 }),
      ),
      toTestQuery(1, { outcome: "refused", error: "no connection" }),
      toTestQuery(2, { outcome: "refused", error: "no connection" }),
      toTestQuery(3, { outcome: "timeout", error: "", duration_s: 30 }),
      toTestQuery(4, { kind: "big", duration_s: 9 }),
      toTestQuery(-1),
      toTestQuery(60),
    ],
  });
  const statistics = queryStatistics(operations, {
    kinds: ["incremental"],
    span,
  });
  expect(statistics).toMatchObject({
    attempted: 303,
    success: 300 / 303,
    failures: [
      { text: "refused: no connection", n: 2 },
      { text: "timeout", n: 1 },
    ],
    bytes: 30_300,
  });
  // R-7 of 0.001, 0.002 ... 0.300
  expect(statistics.p50).toBeCloseTo(0.1505);
  expect(statistics.p99).toBeCloseTo(0.29701);
});

test("queryStatistics() returns null for percentiles of too few queries", () => {
  const { operations } = toTestRows({ operations: [toTestQuery(1)] });
  const statistics = queryStatistics(operations, {
    kinds: ["incremental"],
    span,
  });
  expect(statistics).toMatchObject({ p50: 0.01, p95: null, p99: null });
  const none = queryStatistics(operations, { kinds: ["big"], span });
  expect(none).toMatchObject({ attempted: 0, success: null });
});

test("queryStatistics() widens the interval of failures for their clustering in one outage", () => {
  const { operations } = toTestRows({
    operations: Array.from(
      { length: 360 },
      (_, i) =>
        toTestQuery(
          i / 6,
          i >= 120 && i < 138 ? { outcome: "refused", error: "x" } : {},
        ),
    ),
  });
  const { failed } = queryStatistics(operations, {
    kinds: ["incremental"],
    span,
  });
  expect(failed.share).toBeCloseTo(18 / 360);
  // One outage of three seconds in twelve blocks of five: none, or three, would be as plausible.
  expect(failed.lower).toBe(0);
  expect(failed.upper).toBeGreaterThan(0.1);
  expect(failed.upper).toBeLessThan(0.2);
  const none = queryStatistics(operations, { kinds: ["big"], span });
  expect(none.failed).toMatchObject({ share: null, lower: null });
});
