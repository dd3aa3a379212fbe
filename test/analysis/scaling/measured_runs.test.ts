import { expect, test } from "vitest";
import { measuredRuns } from "../../../src/analysis/scaling/measured_runs.ts";
import type { Event } from "../../../src/record/mod.ts";
import { minimumSamples } from "../../../src/statistics/mod.ts";
import {
  toTestOperation,
  toTestParam,
  toTestRun,
  withTestStore,
} from "../../testing/records.ts";

const at = (second: number) =>
  new Date(Date.UTC(2026, 0, 2) + second * 1000).toISOString();

function toPhases(run_id: string, phases: Record<string, number>): Event[] {
  return Object.entries(phases).map(([subject, second]) => ({
    run_id,
    at: at(second),
    kind: "phase",
    subject,
    detail: "",
    data: "{}",
  }));
}

const params = [
  toTestParam("nodes", 3),
  toTestParam("workers", 25),
  toTestParam("order", 1),
];

test("measuredRuns() takes success and latency of the load operations due in the phase measure", () =>
  withTestStore([[
    toTestRun("r1", { params }),
    {
      events: toPhases("r1", { warm_up: 0, measure: 5, cool_down: 15 }),
      operations: [
        ...[4.95, 15].map((second) =>
          toTestOperation("r1", { kind: "put", started_at: at(second) })
        ),
        ...Array.from({ length: 40 }, (_, i) =>
          toTestOperation("r1", {
            kind: i % 2 ? "put" : "get",
            started_at: at(5 + i / 4),
            duration_s: (i + 1) / 100,
            outcome: i === 39 ? "timeout" : "ok",
          })),
        toTestOperation("r1", { kind: "probe_put", started_at: at(6) }),
        toTestOperation("r1", { kind: "verify", started_at: at(6) }),
      ],
    },
  ]], async (store) => {
    expect(await measuredRuns(store, "kv")).toMatchObject([{
      run_id: "r1",
      nodes: 3,
      workers: 25,
      value_size: null,
      order: 1,
      seconds: 10,
      attempted: 40,
      ok: 39,
      completed: 40,
      throughput: 4,
      p50: 0.2,
      p95: null,
      p99: null,
    }]);
  }));

test("measuredRuns() counts no response after the phase as throughput, however early it was due", () =>
  withTestStore([[
    toTestRun("r1", { params }),
    {
      events: toPhases("r1", { warm_up: 0, measure: 5, cool_down: 15 }),
      // An open loop at twice the capacity: one operation due every 0.1 s from the warm-up on, one response every 0.2
      // s.
      operations: Array.from({ length: 110 }, (_, i) =>
        toTestOperation("r1", {
          kind: i < 100 ? "put" : "probe_put",
          started_at: at(4.05 + i / 10),
          duration_s: 0.1 + i / 10,
          outcome: i === 99 ? "timeout" : "ok",
        })),
    },
  ]], async (store) => {
    // Responses arrive at 4.15, 4.35 ... s: 50 of them from 5 s to 15 s, to operations due from 4.55 s to 9.45 s.
    expect(await measuredRuns(store, "kv")).toMatchObject([{
      seconds: 10,
      attempted: 90,
      ok: 89,
      completed: 50,
      throughput: 5,
    }]);
  }));

test("measuredRuns() returns runs that measured nothing without a throughput", () =>
  withTestStore([
    [toTestRun("r1", { status: "skipped", notes: "needs root" }), {}],
    [toTestRun("r2", { status: "incomplete" }), {
      events: toPhases("r2", { warm_up: 0, measure: 5 }),
      operations: [toTestOperation("r2", { started_at: at(6) })],
    }],
    [toTestRun("r3", { experiment: "other" }), {}],
  ], async (store) => {
    expect(await measuredRuns(store, "kv")).toMatchObject([
      { run_id: "r1", status: "skipped", seconds: null, throughput: null },
      { run_id: "r2", attempted: 1, ok: 1, seconds: null, throughput: null },
    ]);
  }));

test("measuredRuns() has percentiles of as many operations as enclose them", () =>
  withTestStore(
    ([["p50", 0.5], ["p95", 0.95], ["p99", 0.99]] as const).flatMap(
      ([name, p]) =>
        [minimumSamples(p) - 1, minimumSamples(p)].map((count, i) =>
          [
            toTestRun(`${name}-${i}`),
            {
              events: toPhases(`${name}-${i}`, { measure: 5, cool_down: 15 }),
              operations: Array.from(
                { length: count },
                () => toTestOperation(`${name}-${i}`, { started_at: at(6) }),
              ),
            },
          ] as const
        ),
    ),
    async (store) => {
      const runs = await measuredRuns(store, "kv");
      expect(runs.map(({ p50, p95, p99 }) => [p50, p95, p99].map(Boolean)))
        .toEqual([
          ...[[false, false, false], [true, false, false]],
          ...[[true, false, false], [true, true, false]],
          ...[[true, true, false], [true, true, true]],
        ]);
    },
  ));

test("measuredRuns() takes only numbers as sizes", () =>
  withTestStore([[
    toTestRun("r1", {
      params: [toTestParam("workers", "1 to 25"), toTestParam("nodes", 3)],
    }),
    {},
  ]], async (store) => {
    expect(await measuredRuns(store, "kv")).toMatchObject([
      { workers: null, nodes: 3 },
    ]);
  }));

test("measuredRuns() takes the setting that is named as the size of a value", () =>
  withTestStore([[
    toTestRun("r1", {
      params: [toTestParam("value_size", 16), toTestParam("size", 1024)],
    }),
    {},
  ]], async (store) => {
    const sizeOf = async (size?: string) =>
      (await measuredRuns(store, "kv", size === undefined ? {} : { size }))
        .map(({ value_size }) => value_size);
    expect(await sizeOf()).toEqual([16]);
    expect(await sizeOf("size")).toEqual([1024]);
    expect(await sizeOf("bytes")).toEqual([null]);
  }));
