import { expect, test } from "vitest";
import { importedBuckets } from "../../../src/analysis/overview/imported_buckets.ts";
import { latencies } from "../../../src/analysis/overview/latency.ts";
import { successLatency } from "../../../src/analysis/overview/success_latency.ts";
import {
  toTestOperation,
  toTestRun,
  withTestStore,
} from "../../testing/records.ts";

function bucket(
  run_id: string,
  [kind, lower, upper, count]: readonly [string, number, number, number],
) {
  return { run_id, kind, lower, upper, count };
}

/** Two imports of one case, one with failures apart, one that has operations, and one that does not count. */
const records = [
  [toTestRun("r1", { case_id: "a" }), {
    histograms: [
      bucket("r1", ["put", 0, 1, 300]),
      bucket("r1", ["put_failed", 9, 10, 100]),
    ],
  }],
  [toTestRun("r2", { case_id: "a", repetition: 2 }), {
    histograms: [
      bucket("r2", ["put", 0, 1, 200]),
      bucket("r2", ["put", 1, 2, 500]),
      bucket("r2", ["get", 0, 1, 100]),
    ],
  }],
  [toTestRun("r3", { case_id: "b" }), {
    operations: [toTestOperation("r3", { kind: "put", duration_s: 7 })],
    histograms: [bucket("r3", ["put", 0, 1, 9])],
  }],
  [toTestRun("r4", { case_id: "a", repetition: 3, status: "invalid" }), {
    histograms: [bucket("r4", ["put", 5, 6, 9000])],
  }],
] as const;

test("importedBuckets() merges the buckets of the runs of a case that count, and counts failures apart", () =>
  withTestStore(records.map(([run, rows]) => [run, rows]), async (store) => {
    const found = await importedBuckets(store, JSON.stringify(["r4"]));
    expect(found).toEqual([
      {
        ...{ experiment: "kv", case_id: "a", kind: "get", runs: 1, n: 100 },
        answered: [{ lower: 0, upper: 1, count: 100 }],
        failed: null,
      },
      {
        ...{ experiment: "kv", case_id: "a", kind: "put", runs: 2, n: 1000 },
        answered: [
          { lower: 0, upper: 1, count: 500 },
          { lower: 1, upper: 2, count: 500 },
        ],
        failed: 100,
      },
    ]);
  }));

test("latencies() and successLatency() read imported distributions beside operations", () =>
  withTestStore(records.map(([run, rows]) => [run, rows]), async (store) => {
    const found = await latencies(store, [0.95]);
    expect(found.map(({ case_id, kind, n }) => [case_id, kind, n]))
      .toEqual([["a", "get", 100], ["a", "put", 1000], ["b", "put", 1]]);
    // 950 of 1,000 lie below 1.9 where those of a bucket are spread evenly.
    expect(found[1]).toMatchObject({
      attempted: 1100,
      value: expect.closeTo(1.9, 12),
    });
    const [get, put, own] = await successLatency(store);
    expect([get?.rate, get?.p50]).toEqual([null, 0.5]);
    expect(put).toMatchObject({
      ...{ attempted: 1100, ok: 1000, failed: 100, runs: 2 },
      rate: 1000 / 1100,
    });
    expect([own?.attempted, own?.rate]).toEqual([1, 1]);
  }));
