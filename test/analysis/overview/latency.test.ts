import { expect, test } from "vitest";
import { latencies } from "../../../src/analysis/overview/latency.ts";
import type { Operation } from "../../../src/record/mod.ts";
import {
  toTestOperation,
  toTestRun,
  withTestStore,
} from "../../testing/records.ts";

/** Operations of 1, 2 ... n seconds, shuffled by a step that shares no factor with n. */
function upTo(run: string, n: number, step = 1): Operation[] {
  return Array.from(
    { length: n },
    (_, i) =>
      toTestOperation(run, {
        operation_id: `ok${i}`,
        duration_s: (i * step) % n + 1,
      }),
  );
}

function toFailures(run: string, n: number, duration_s: number | null) {
  return Array.from(
    { length: n },
    (_, i) =>
      toTestOperation(run, {
        operation_id: `failed${i}`,
        outcome: "failed",
        duration_s,
      }),
  );
}

test("latencies() returns quantiles of successful operations and counts failures", () =>
  withTestStore([
    [toTestRun("r1"), {
      operations: [...upTo("r1", 101, 7), ...toFailures("r1", 9, 1000)],
    }],
  ], async (store) => {
    const [p50] = await latencies(store, [0.5]);
    // The median of 1 to 101 is 51; with the failures it would be 55.5.
    expect(p50).toMatchObject({ attempted: 110, n: 101, p: 0.5, value: 51 });
  }));

test("latencies() bounds the median by the ranks of the binomial table", () =>
  withTestStore([
    [toTestRun("r1"), { operations: upTo("r1", 10, 3) }],
  ], async (store) => {
    // n = 10, p = 1/2: P(X <= 1) = 11/1024 = 0.0107 and P(X <= 2) = 56/1024 = 0.0547, so ranks 2 and 9 enclose it.
    expect(await latencies(store, [0.5])).toMatchObject([
      { value: 5.5, lower: 2, upper: 9 },
    ]);
  }));

test("latencies() returns null with too few operations", () =>
  withTestStore([
    [toTestRun("r1"), { operations: upTo("r1", 20) }],
    [toTestRun("r2", { case_id: "nodes=5" }), {
      operations: toFailures("r2", 3, null),
    }],
  ], async (store) => {
    const quantiles = await latencies(store, [0.5, 0.99]);
    // 0.99^20 = 0.82: most such samples lie entirely below their p99.
    expect(quantiles).toMatchObject([
      { case_id: "nodes=3", p: 0.5, n: 20, value: 10.5, lower: 6, upper: 15 },
      { case_id: "nodes=3", p: 0.99, n: 20, value: null, lower: null },
      { case_id: "nodes=5", p: 0.5, attempted: 3, n: 0, value: null },
      { case_id: "nodes=5", p: 0.99, n: 0, value: null, upper: null },
    ]);
  }));

test("latencies() pools the runs of a case and excludes invalid ones", () =>
  withTestStore([
    [toTestRun("r1"), { operations: upTo("r1", 5) }],
    [toTestRun("r2", { repetition: 2 }), { operations: upTo("r2", 5) }],
    [toTestRun("r3", { status: "invalid" }), {
      operations: toFailures("r3", 5, 1),
    }],
    [toTestRun("r4", { case_id: "a", experiment: "aa", status: "invalid" }), {
      operations: upTo("r4", 50),
    }],
  ], async (store) => {
    // 1 1 2 2 3 3 4 4 5 5
    expect(await latencies(store, [0.5])).toMatchObject([
      { experiment: "kv", attempted: 10, n: 10, value: 3, lower: 1, upper: 5 },
    ]);
  }));
