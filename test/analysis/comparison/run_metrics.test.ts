import { expect, test } from "vitest";
import { z } from "zod";
import {
  plainMeasure,
  runMetrics,
} from "../../../src/analysis/comparison/run_metrics.ts";
import { atSecond, faultRun, toFaultEvent } from "../../testing/fault_run.ts";
import {
  toTestOperation,
  toTestReported,
  toTestRun,
  withTestStore,
} from "../../testing/records.ts";

const durations = Array.from(
  { length: 400 },
  (_, i) => (i * 37 % 400 + 1) / 1e3,
);

/** Operations that are due over six seconds: all are answered but the first. */
const operations = durations.map((duration_s, i) =>
  toTestOperation("r1", {
    operation_id: String(i),
    kind: i % 2 === 0 ? "get" : "put",
    subject: "key",
    started_at: atSecond(6 * i / durations.length),
    duration_s,
    outcome: i === 0 ? "failed" : "ok",
  })
);

const events = [
  toFaultEvent(-2, "phase", "warm_up"),
  toFaultEvent(0, "phase", "measure"),
  toFaultEvent(5, "phase", "cool_down"),
];

test("runMetrics() of a run with phases agrees with the view of all reports", () =>
  withTestStore([[faultRun, { operations, events }]], async (store) => {
    const found = (await runMetrics(store, ["r1"])).get("r1");
    const [row] = await store.query(
      z.strictObject({
        seconds: z.number(),
        attempted: z.number(),
        ok: z.number(),
        completed: z.number(),
        p50: z.number(),
        p95: z.number(),
        p99: z.number(),
      }),
      "SELECT * EXCLUDE (run_id) FROM measurements WHERE run_id = 'r1'",
    );
    const { seconds = NaN, attempted = NaN, ok = NaN } = row ?? {};
    expect(attempted).toBeGreaterThan(300);
    expect(found).toEqual({
      metrics: {
        throughput: (row?.completed ?? NaN) / seconds,
        success_rate: ok / attempted,
        p50: row?.p50,
        p95: row?.p95,
        p99: row?.p99,
      },
      units: {},
      operations: attempted,
    });
  }));

test("runMetrics() of whole runs is what a load computed, and the same as what it computes of parts", () => {
  const imported = operations.map((row) => ({
    ...row,
    run_id: "r2",
    duration_s: (row.duration_s ?? 0) / 2,
  }));
  const runs = [
    [faultRun, { operations, events }],
    [toTestRun("r2"), { operations: imported }],
    [toTestRun("r3"), { operations: [toTestOperation("r3")] }],
    // Every operation comes after the phase.
    [toTestRun("r4"), {
      operations: [toTestOperation("r4", { started_at: atSecond(30) })],
      events: events.map((event) => ({ ...event, run_id: "r4" })),
    }],
  ] as const;
  return withTestStore(runs, async (store) => {
    const ids = runs.map(([{ run_id }]) => run_id);
    const found = await runMetrics(store, ids);
    const computed = await runMetrics(store, ids, {
      ...plainMeasure,
      apdex: 1,
    });
    expect([...found.keys()]).toEqual(ids);
    for (const [run_id, { metrics, ...rest }] of computed) {
      const { apdex, ...others } = metrics;
      expect(found.get(run_id)).toEqual({ ...rest, metrics: others });
      expect(apdex).not.toBe(undefined);
    }
  });
});

test("runMetrics() splits the load, and knows no percentile of too few", () =>
  withTestStore([[faultRun, { operations, events }]], async (store) => {
    const splitBy = async (by: "kind" | "subject") =>
      (await runMetrics(store, ["r1"], { ...plainMeasure, by })).get("r1");
    const found = await splitBy("kind");
    const names = Object.keys(found?.metrics ?? {});
    expect(names).toContain("p95(get)");
    expect(names).toContain("throughput(put)");
    expect(found?.metrics["p99(get)"]).toBeNull();
    const subjects = await splitBy("subject");
    expect(Object.keys(subjects?.metrics ?? {})).toContain("p50(key)");
  }));

const Felt = z.strictObject({
  satisfied: z.number(),
  tolerating: z.number(),
  failed: z.number(),
  n: z.number(),
});

test("runMetrics() has Apdex and the burn of the error budget where they are asked for", () =>
  withTestStore([[faultRun, { operations, events }]], async (store) => {
    const measure = { ...plainMeasure, apdex: 0.05, objective: 0.99 };
    const found = (await runMetrics(store, ["r1"], measure)).get("r1");
    const [row] = await store.query(
      Felt,
      `SELECT count(*) FILTER (in_time AND duration_s <= 0.05) AS satisfied,
         count(*) FILTER (in_time AND duration_s > 0.05 AND duration_s <= 0.2) AS tolerating,
         count(*) FILTER (NOT in_time) AS failed, count(*) AS n FROM measured`,
    );
    const { satisfied = NaN, tolerating = NaN, failed = NaN, n = NaN } = row ??
      {};
    expect(satisfied * tolerating * failed).toBeGreaterThan(0);
    expect(found?.metrics.apdex).toBeCloseTo(
      (satisfied + tolerating / 2) / n,
      12,
    );
    expect(found?.metrics.budget_burn).toBeCloseTo(failed / n / 0.01, 9);
  }));

test("runMetrics() leaves out the warm-up that it is given", () =>
  withTestStore([
    [faultRun, { operations, events }],
    [toTestRun("r2"), {
      operations: operations.map((row) => ({ ...row, run_id: "r2" })),
    }],
  ], async (store) => {
    const from_us = 1000 * Date.parse(atSecond(2));
    const warmUps = new Map(
      ["r1", "r2"].map((run_id) => [run_id, { seconds: 2, from_us }]),
    );
    const found = await runMetrics(store, ["r1", "r2"], {
      ...plainMeasure,
      warmUps,
    });
    // Due from second 2 on: of the phase, which ends at 5, and of the import, which has no phases.
    const due = (until: number) =>
      durations.filter((_, i) => {
        const at = 6 * i / durations.length;
        return at >= 2 && at < until;
      }).length;
    expect(found.get("r1")?.operations).toBe(due(5));
    expect(found.get("r2")?.operations).toBe(due(Infinity));
    const throughput = found.get("r1")?.metrics.throughput;
    expect(throughput).toBeGreaterThan(0.9 * due(5) / 3);
    expect(throughput).toBeLessThan(1.1 * due(5) / 3);
  }));

test("runMetrics() measures an import from its first to its last operation, by buckets, or as reported", () => {
  const bucket = (kind: string, upper: number, count: number) => ({
    run_id: "r2",
    kind,
    ...{ lower: 0, upper, count },
  });
  return withTestStore([
    [toTestRun("r1"), { operations }],
    [toTestRun("r2"), {
      histograms: [bucket("GET", 0.1, 90), bucket("GET_failed", 1, 10)],
      reported: [
        toTestReported("r2", { kind: "throughput", value: 10, unit: "1/s" }),
        toTestReported("r2", {
          kind: "latency",
          statistic: "p95",
          value: 0.2,
          unit: "s",
        }),
      ],
    }],
    [toTestRun("r3"), {
      reported: [
        toTestReported("r3", {
          kind: "latency",
          statistic: "p95",
          value: 0.2,
          unit: "s",
        }),
        toTestReported("r3", { value: 0.5, position: 11 }),
        toTestReported("r3", { kind: "gone", value: 1, struck: true }),
      ],
    }],
    [toTestRun("r4"), {}],
    [toTestRun("r5"), {
      reported: [["200", 90], ["500", 10]].flatMap(([label, value], i) => [
        toTestReported("r5", {
          ...{ kind: "responses", unit: "", position: i },
          ...{ label: String(label), value: Number(value) },
        }),
        toTestReported("r5", {
          ...{ kind: "errors", unit: "", position: i },
          ...{ label: `text ${label}`, value: Number(value) },
        }),
      ]),
    }],
  ], async (store) => {
    const found = await runMetrics(store, ["r1", "r2", "r3", "r4", "r5"]);
    const last = Math.max(
      ...durations.map((duration, i) => 6 * i / durations.length + duration),
    );
    expect(found.get("r1")?.metrics.throughput).toBeCloseTo(399 / last, 2);
    expect(found.get("r1")?.metrics.success_rate).toBe(399 / 400);
    // What buckets do not hold is as reported; percentiles of the tool are not compared beside those of its buckets.
    expect(found.get("r2")).toMatchObject({
      metrics: { "reported throughput": 10, success_rate: 0.9, p50: 0.05 },
      units: { "reported throughput": "1/s" },
      operations: 100,
    });
    expect(Object.keys(found.get("r2")?.metrics ?? {}))
      .not.toContain("reported latency p95");
    expect(found.get("r5")?.metrics).toEqual({
      "reported errors": 100,
      "reported responses 200": 90,
      "reported responses 500": 10,
    });
    expect(found.get("r3")).toEqual({
      metrics: { "reported latency p95": 0.2, "reported cpu": 0.5 },
      units: { "reported latency p95": "s", "reported cpu": "1" },
      operations: null,
    });
    expect(found.has("r4")).toBe(false);
  });
});
