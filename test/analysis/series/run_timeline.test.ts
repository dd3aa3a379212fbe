import { expect, test } from "vitest";
import { runTimeline } from "../../../src/analysis/mod.ts";
import { atSecond, faultRun, toFaultEvent } from "../../testing/fault_run.ts";
import {
  toTestOperation,
  toTestParam,
  withTestStore,
} from "../../testing/records.ts";

/** Operations of a second each, at these starts. */
function toOperations(
  starts: readonly number[],
  options: Parameters<typeof toTestOperation>[1] = {},
) {
  return starts.map((second, i) =>
    toTestOperation("r1", {
      operation_id: String(i),
      started_at: atSecond(second),
      duration_s: 0.1,
      ...options,
    })
  );
}

function range(from: number, until: number, step: number): number[] {
  return Array.from(
    { length: Math.round((until - from) / step) },
    (_, i) => from + i * step,
  );
}

test("runTimeline() counts by the end of an operation, apart by in time, late and failed", async () => {
  const run = { ...faultRun, params: [toTestParam("timeout", 2)] };
  const operations = [
    ...toOperations(range(0, 20, 0.008)),
    // Ends in second 3, too late; due in second 0.
    ...toOperations([0.5], { duration_s: 3 }),
    ...toOperations([5], { duration_s: 0.2, outcome: "timeout" }),
    ...toOperations([6], { duration_s: null, outcome: "unfinished" }),
    ...toOperations([7], { kind: "probe_put", outcome: "refused" }),
  ];
  await withTestStore([[run, {
    operations,
    events: [toFaultEvent(0, "phase", "measure")],
  }]], async (store) => {
    const timeline = await runTimeline(store, "r1");
    expect(timeline?.width).toBe(1);
    expect(timeline?.unfinished).toBe(1);
    const at = (second: number) =>
      timeline?.bins.find(({ from }) => from === second);
    expect(at(2)).toMatchObject({ in_time: 125, late: 0, failed: 0 });
    expect(at(3)).toMatchObject({ in_time: 125, late: 1, failed: 0, max: 3 });
    expect(at(5)).toMatchObject({ in_time: 125, late: 0, failed: 1 });
    expect(at(7)).toMatchObject({ in_time: 125, failed: 0 });
    expect(at(5)?.p99).toBeCloseTo(0.1, 9);
    const all = timeline?.bins.reduce(
      (sum, { in_time, late, failed }) =>
        sum + (in_time ?? 0) + (late ?? 0) + (failed ?? 0),
      0,
    );
    expect(all).toBe(2502);
  });
});

test("runTimeline() tells no answer from no question, and gives no percentile that too few support", async () => {
  const operations = [
    ...toOperations(range(0, 5, 0.1)),
    // One operation hangs from 10 to 14; nothing is asked from 5 to 10, nor from 14 to 19.
    ...toOperations([10], { duration_s: 4 }),
    ...toOperations(range(19, 20, 0.1)),
  ];
  await withTestStore(
    [[faultRun, { operations, events: [] }]],
    async (store) => {
      const timeline = await runTimeline(store, "r1");
      expect(timeline?.width).toBe(1);
      const counts = timeline?.bins.map(({ in_time }) => in_time);
      expect(counts).toEqual([
        ...[9, 10, 10, 10, 10, 1, null, null, null, null],
        ...[0, 0, 0, 0, 1, null, null, null, null, 10],
      ]);
      expect(timeline?.bins[1]).toMatchObject({ p95: null, max: 0.1 });
      expect(timeline?.bins[1]?.p50).toBeCloseTo(0.1, 9);
      expect(timeline?.bins[14]).toMatchObject({ p50: null, max: 4 });
    },
  );
});

test("runTimeline() is null for a run without times", () =>
  withTestStore(
    [[faultRun, { operations: [toTestOperation("r1")] }]],
    async (store) => {
      expect(await runTimeline(store, "r1")).toBeNull();
      expect(await runTimeline(store, "no such run")).toBeNull();
    },
  ));
