import { expect, test } from "vitest";
import { runPercentiles } from "../../../src/analysis/mod.ts";
import { quantiles } from "../../../src/statistics/mod.ts";
import {
  atSecond,
  faultEvents,
  faultRun,
  toFaultEvent,
} from "../../testing/fault_run.ts";
import {
  toTestOperation,
  toTestRun,
  withTestStore,
} from "../../testing/records.ts";

/** `n` operations of 1, 2, 3 ... ms, spread over a span. */
function toOperations(n: number, kind: string, from: number, until: number) {
  return Array.from({ length: n }, (_, i) =>
    toTestOperation("r1", {
      operation_id: `${kind} ${i}`,
      kind,
      started_at: atSecond(from + (until - from) * i / n),
      duration_s: (i + 1) / 1000,
    }));
}

test("runPercentiles() returns order statistics with bounds, up to the last but one", () => {
  const operations = [
    ...toOperations(1000, "put", 1, 5),
    // Not in the measured phase.
    toTestOperation("r1", { started_at: atSecond(-1), duration_s: 60 }),
    toTestOperation("r1", {
      kind: "put",
      started_at: atSecond(1),
      outcome: "failed",
    }),
  ];
  const events = [
    toFaultEvent(-2, "phase", "warm_up"),
    toFaultEvent(0, "phase", "measure"),
    toFaultEvent(6, "phase", "cool_down"),
  ];
  return withTestStore([[faultRun, { operations, events }]], async (store) => {
    const [put, ...others] = await runPercentiles(store, "r1");
    expect(others).toEqual([]);
    expect(put).toMatchObject({ series: "put", n: 1000, failed: 1 });
    const values = Array.from({ length: 1000 }, (_, i) => (i + 1) / 1000);
    const points = put?.points ?? [];
    const exact = quantiles(values, points.map(({ p }) => p).filter((p) => p));
    expect(points[0]).toMatchObject({ p: 0, value: 0.001 });
    for (const [i, { value, lower, upper }] of exact.entries()) {
      const point = points[i + 1];
      if (value === null || lower === null || upper === null) {
        expect(point?.lower).toBeNull();
        continue;
      }
      expect(point?.value).toBeCloseTo(value, 9);
      // Rounded outwards, by no more than a percent of the slower ones.
      expect(point?.lower).toBeLessThanOrEqual(lower);
      expect(point?.upper).toBeGreaterThanOrEqual(upper);
      expect(lower - (point?.lower ?? NaN)).toBeLessThanOrEqual(0.011);
      expect((point?.upper ?? NaN) - upper).toBeLessThanOrEqual(0.011);
    }
    expect(points.at(-1)?.value).toBe(0.999);
    expect(points.length).toBeLessThan(70);
  });
});

test("runPercentiles() keeps the phases of a fault apart", () => {
  const operations = [
    ...toOperations(10, "put", 3, 4),
    ...toOperations(8, "put", 11, 12),
    ...toOperations(6, "put", 16, 17),
  ];
  return withTestStore(
    [[faultRun, { operations, events: faultEvents }]],
    async (store) => {
      const series = await runPercentiles(store, "r1");
      expect(series.map(({ series, n }) => `${series}: ${n}`)).toEqual([
        "put before the fault: 10",
        "put during the fault: 8",
        "put after healing: 6",
      ]);
    },
  );
});

test("runPercentiles() takes all operations of a run without phases or times", () =>
  withTestStore([[faultRun, {
    operations: [toTestOperation("r1", { duration_s: 0.2 })],
  }]], async (store) => {
    expect(await runPercentiles(store, "r1")).toEqual([{
      series: "PUT",
      group: "",
      n: 1,
      failed: 0,
      isBucketed: false,
      points: [{ p: 0, value: 0.2, lower: null, upper: null }],
    }]);
    expect(await runPercentiles(store, "no such run")).toEqual([]);
  }));

test("runPercentiles() reads the buckets of an import, joined if there are too many", () => {
  const histograms = Array.from({ length: 3000 }, (_, i) => ({
    run_id: "r1",
    kind: "READ",
    lower: i / 1e3,
    upper: (i + 1) / 1e3,
    count: 10,
  }));
  const update = {
    run_id: "r1",
    kind: "UPDATE",
    lower: 0.01,
    upper: 0.02,
    count: 100,
  };
  return withTestStore(
    [[toTestRun("r1"), {
      histograms: [...histograms, update, {
        ...update,
        kind: "UPDATE_failed",
        count: 3,
      }],
    }]],
    async (store) => {
      const [read, updated, ...others] = await runPercentiles(store, "r1");
      expect(others).toEqual([]);
      expect(updated).toMatchObject({ n: 100, failed: 3 });
      expect(read).toMatchObject({ n: 30_000, isBucketed: true });
      const at90 = read?.points.find(({ p }) => Math.abs(p - 0.9) < 1e-9);
      expect(at90?.value).toBeCloseTo(2.7, 1);
      expect(at90?.lower).toBeLessThan(2.7);
      expect(at90?.upper).toBeGreaterThan(2.7);
      const p90 = updated?.points.find(({ p }) => Math.abs(p - 0.9) < 1e-9);
      expect(p90).toMatchObject({ lower: 0.01, upper: 0.02 });
      expect(p90?.value).toBeCloseTo(0.019, 9);
    },
  );
});
