import { expect, test } from "vitest";
import {
  keyOfFigure,
  recompute,
} from "../../../src/run_report/facts/recomputed.ts";
import {
  toTestOperation,
  toTestReported,
  toTestRun,
  withTestStore,
} from "../../testing/records.ts";

const reported = (kind: string, statistic: string) =>
  toTestReported("r1", { kind, statistic, value: 1, unit: "s" });

const lines = [
  reported("latency", "p95"),
  reported("latency", "median"),
  reported("latency", "mean"),
  reported("latency: put", "max"),
  reported("latency: gone", "p50"),
  reported("connect", "p95"),
  reported("latency", "p100"),
];

test("recompute() takes the operations that succeeded, of all and of each kind", () =>
  withTestStore([[toTestRun("r1"), {
    operations: Array.from({ length: 101 }, (_, i) =>
      toTestOperation("r1", {
        operation_id: String(i),
        kind: i < 50 ? "put" : "get",
        duration_s: i / 100,
        outcome: "ok",
      })).concat(
        toTestOperation("r1", {
          operation_id: "failed",
          duration_s: 100,
          outcome: "failed",
        }),
      ),
  }]], async (store) => {
    const found = await recompute(store, "r1", lines);
    const of = (kind: string, statistic: string) =>
      found.get(keyOfFigure({ kind, statistic }));
    // Of 0, 0.01 ... 1 each quantile of R-7 is its share.
    expect(of("latency", "p95")).toEqual({
      ...{ value: expect.closeTo(0.95, 12), n: 101, from: "operations" },
    });
    expect(of("latency", "median")?.value).toBeCloseTo(0.5, 12);
    expect(of("latency", "mean")?.value).toBeCloseTo(0.5, 12);
    expect(of("latency: put", "max")).toMatchObject({ value: 0.49, n: 50 });
    expect(found.size).toBe(4);
  }));

test("recompute() takes buckets where there are no operations", () =>
  withTestStore([[toTestRun("r1"), {
    histograms: [
      ["put", 0, 1, 500],
      ["put", 1, 2, 500],
      ["put_failed", 8, 9, 1000],
    ].map(([kind, lower, upper, count]) => ({
      ...{ run_id: "r1", kind: String(kind) },
      ...{ lower: Number(lower), upper: Number(upper), count: Number(count) },
    })),
  }]], async (store) => {
    const found = await recompute(store, "r1", lines);
    expect(found.get(keyOfFigure({ kind: "latency", statistic: "p95" })))
      .toEqual({ value: expect.closeTo(1.9, 12), n: 1000, from: "buckets" });
    // The mean and the extremes of buckets are not known.
    expect([...found.keys()].toSorted()).toEqual([
      keyOfFigure({ kind: "latency", statistic: "median" }),
      keyOfFigure({ kind: "latency", statistic: "p95" }),
    ]);
  }));

test("recompute() has nothing of a run with figures alone", () =>
  withTestStore([[toTestRun("r1"), {}]], async (store) => {
    expect((await recompute(store, "r1", lines)).size).toBe(0);
  }));
