import { expect, test } from "vitest";
import { monitoringTimeline } from "../../../src/analysis/monitoring/monitoring_timeline.ts";
import {
  toTestEvent,
  toTestQuery,
  toTestSeries,
  toTime,
} from "../../testing/monitoring_rows.ts";
import { toTestRun, withTestStore } from "../../testing/records.ts";

const run = toTestRun("r", { experiment: "monitoring-load" });

test("monitoringTimeline() returns server and queries of the phase measure, with outages as bands", () =>
  withTestStore([[run, {
    operations: [
      // Two successes a second, except for the second from 30 on.
      ...Array.from({ length: 120 }, (_, i) =>
        toTestQuery(i / 2, {
          outcome: Math.floor(i / 2) === 30 ? "refused" : "ok",
          duration_s: i % 2 === 0 ? 0.01 : 0.03,
        })),
      toTestQuery(-1),
    ],
    samples: [
      ...toTestSeries("prometheus", "memory", { values: [2 ** 20, 2 ** 21] }),
      ...toTestSeries("prometheus", "cpu", { values: [0.5] }),
      ...toTestSeries("host", "cpu", { values: [0.9] }),
    ],
    events: [
      toTestEvent("phase", "measure"),
      toTestEvent("oom", "prometheus", { at: 30 }),
      toTestEvent("down", "prometheus", { at: 30, detail: "SIGKILL" }),
      toTestEvent("up", "prometheus", { at: 31 }),
      toTestEvent("down", "prometheus", { at: 59, detail: "exit 1" }),
      toTestEvent("phase", "cool_down", { at: 60 }),
    ],
  }]], async (store) => {
    const { rows, events, start } = await monitoringTimeline(store, "r");
    expect(start).toBe(toTime(0));
    expect(events).toEqual([
      { from: toTime(30), to: toTime(31), label: "OOM" },
      { from: toTime(59), to: null, label: "exit 1" },
    ]);
    const values = (metric: string, source: string) =>
      rows.filter((row) => row.metric === metric && row.source === source)
        .map(({ value }) => value);
    expect(values("memory", "server")).toEqual([1, 2]);
    expect(values("processors", "server")).toEqual([0.5]);
    const second = (at: number, value: number, other: number) =>
      Array.from({ length: 60 }, (_, i) => i === at ? value : other);
    expect(values("queries", "ok")).toEqual(second(30, 0, 2));
    expect(values("queries", "not ok")).toEqual(second(30, 2, 0));
    const medians = values("median latency", "incremental");
    expect(medians).toHaveLength(59);
    for (const median of medians) expect(median).toBeCloseTo(20);
  }));

test("monitoringTimeline() is empty for a run without the phase measure", () =>
  withTestStore([[run, { samples: [] }]], async (store) => {
    expect(await monitoringTimeline(store, "r"))
      .toEqual({ rows: [], events: [], start: null });
  }));
