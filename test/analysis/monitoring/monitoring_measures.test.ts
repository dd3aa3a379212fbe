import { expect, test } from "vitest";
import {
  measureMonitoring,
  nominalRate,
  toObjectiveMetrics,
} from "../../../src/analysis/monitoring/monitoring_measures.ts";
import {
  BEGIN,
  toTestEvent,
  toTestQuery,
  toTestRows,
  toTestSeries,
} from "../../testing/monitoring_rows.ts";

const minute = Array.from({ length: 60 }, (_, i) => i);
const server = (metric: string, values: readonly number[], every = 1) =>
  toTestSeries("prometheus", metric, { values, every });
const APPENDED = "prometheus_tsdb_head_samples_appended_total";
const INTERVAL = "prometheus_target_interval_length_seconds";

test("nominalRate() agrees with the seed's table: 200 metrics at 12 targets every 15 s are 96,000 a minute", () => {
  const rows = toTestRows({ params: { metrics: 200, targets: 12 } });
  expect(nominalRate(rows) * 60).toBe(96_000);
});

test("measureMonitoring() sums the datapoints of all types across a restart", () => {
  const measures = measureMonitoring(toTestRows({
    samples: [
      ...server(`${APPENDED}{type="float"}`, minute.map((i) => i * 400)),
      ...server(`${APPENDED}{type="histogram"}`, minute.map(() => 0)),
      ...server(
        "process_start_time_seconds",
        minute.map((i) => i < 30 ? BEGIN - 20 : BEGIN + 29),
      ),
    ],
  }));
  expect(measures?.nominal).toBe(400);
  expect(measures?.ingested).toBeCloseTo(400);
  expect(measures?.restarts).toBe(1);
});

test("measureMonitoring() computes scrape pacing from the mean interval", () => {
  const scraped = minute.map((i) => i / 2);
  const measures = measureMonitoring(toTestRows({
    samples: [
      ...server(`${INTERVAL}_count{interval="15s"}`, scraped),
      ...server(
        `${INTERVAL}_sum{interval="15s"}`,
        scraped.map((n) => n * 20),
      ),
    ],
  }));
  expect(measures?.scrape_pacing).toBeCloseTo(0.75);
});

test("measureMonitoring() returns processors and memory as shares of machine and budget", () => {
  const measures = measureMonitoring(toTestRows({
    samples: [
      ...toTestSeries("host", "cores", { values: [4, 4] }),
      ...server("cpu", [1, 2, 3]),
      ...server("memory", [500, 700, 900]),
      ...server("storage", minute.slice(0, 12).map((i) => i * 500), 5),
      ...toTestSeries("targets-0", "cpu", { values: [0.1, 0.3] }),
      ...toTestSeries("targets-1", "cpu", { values: [0.1, 0.1] }),
      ...toTestSeries("targets-0", "memory", { values: [10, 30] }),
      ...toTestSeries("targets-1", "memory", { values: [20, 10] }),
      ...toTestSeries("generator", "pacing_error", { values: [0.1, 0.3] }),
    ],
  }));
  expect(measures).toMatchObject({
    cpu: { min: 1, median: 2, max: 3 },
    cpu_share: { min: 0.25, median: 0.5, max: 0.75 },
    memory_share: { min: 0.5, median: expect.closeTo(0.7), max: 0.9 },
    pacing_error: 0.3,
    // A minute is too short for a drift.
    memory_drift: null,
  });
  // Storage growth needs a whole flush period.
  expect(measures?.storage).toBeNull();
  expect(measures?.block_duration).toBe(7200);
  expect(measures?.targets_cpu).toBeCloseTo(0.3);
  expect(measures?.targets_memory).toBe(30 + 20);
});

test("measureMonitoring() counts outages and OOMs from events, for toObjectiveMetrics()", () => {
  const measures = measureMonitoring(toTestRows({
    operations: Array.from(
      { length: 400 },
      (_, i) =>
        toTestQuery(i / 10, i < 4 ? { outcome: "refused", error: "x" } : {}),
    ),
    samples: server(`${APPENDED}{type="float"}`, minute.map((i) => i * 200)),
    events: [
      toTestEvent("oom", "prometheus", { at: 20 }),
      toTestEvent("down", "prometheus", { at: 20, detail: "SIGKILL" }),
      toTestEvent("up", "prometheus", { at: 25 }),
    ],
  }));
  expect(measures?.ooms).toBe(1);
  expect(measures?.outages).toMatchObject([{ seconds: 5, oom: true }]);
  expect(measures?.available).toBeCloseTo(1 - 5 / 60);
  expect(toObjectiveMetrics(measures!)).toEqual({
    ooms: 1,
    success_rate: 0.99,
    incremental_p99: 0.01,
    scrape_pacing: null,
    ingested_share: expect.closeTo(200 / 400),
    memory_growth: null,
  });
});

test("measureMonitoring() counts OOMs of the warm-up, whose outages are apart", () => {
  const measures = measureMonitoring(toTestRows({
    events: [
      toTestEvent("oom", "prometheus", { at: -8 }),
      toTestEvent("down", "prometheus", { at: -8, detail: "SIGKILL" }),
      toTestEvent("up", "prometheus", { at: -5 }),
    ],
  }));
  expect(measures).toMatchObject({
    ooms: 1,
    outages: [],
    warm_up_outages: [{ seconds: 3, oom: true }],
  });
});

test("measureMonitoring() counts OOMs until the load ends, and none of later", () => {
  const kill = (at: number) => [
    toTestEvent("oom", "prometheus", { at }),
    toTestEvent("down", "prometheus", { at: at + 0.1, detail: "SIGKILL" }),
    toTestEvent("up", "prometheus", { at: at + 1 }),
  ];
  const measures = measureMonitoring(toTestRows({
    events: [
      ...kill(60.7),
      toTestEvent("load_ended", "queries", { at: 62 }),
      ...kill(64),
    ],
  }));
  expect(measures).toMatchObject({
    ooms: 1,
    outages: [],
    late_outages: [{ seconds: expect.closeTo(0.9, 3), oom: true }],
    available: 1,
  });
});

test("measureMonitoring() detects a memory drift over a long time of constant load", () => {
  const seconds = Array.from({ length: 1200 }, (_, i) => i);
  const rows = toTestRows({
    samples: server("memory", seconds.map((i) => 1000 + i)),
  });
  const until = rows.measure!.from + 1200;
  const measures = measureMonitoring({
    ...rows,
    measure: { from: rows.measure!.from, until },
  });
  expect(measures?.memory_drift).toMatchObject({ verdict: "grows" });
  expect(toObjectiveMetrics(measures!).memory_growth).toBeCloseTo(
    3600 / 1600,
    1,
  );
});

test("measureMonitoring() returns null for a run without the phase measure", () => {
  expect(measureMonitoring({ ...toTestRows(), measure: null })).toBeNull();
});
