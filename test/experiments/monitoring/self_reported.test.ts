import { expect, test } from "vitest";
import {
  readServerMetrics,
  recordSelfReported,
  toLocustMetrics,
} from "../../../src/experiments/monitoring/self_reported.ts";
import type { Reported } from "../../../src/record/mod.ts";
import type { PrometheusApi } from "../../../src/systems/prometheus/prometheus_api.ts";

const span = {
  start: new Date("2027-01-15T08:00:00.000Z"),
  end: new Date("2027-01-15T08:01:00.000Z"),
};

/** An API with some of its methods. */
function toApi(methods: Partial<PrometheusApi>): { api: PrometheusApi } {
  return { api: methods as PrometheusApi };
}

test("readServerMetrics() queries the span, and keeps unknown values", async () => {
  const times: Date[] = [];
  const metrics = await readServerMetrics(
    toApi({
      datapointsRate: ({ start, end }) => {
        times.push(start, end);
        return Promise.resolve(400);
      },
      restarts: () => Promise.resolve(2),
      headSeries: () => Promise.resolve(null),
    }),
    span,
  );
  expect(metrics.map(({ kind, value }) => [kind, value])).toEqual([
    ["ingested", 400],
    ["restarts", 2],
    ["head_series", null],
  ]);
  expect(times).toEqual([span.start, span.end]);
});

test("readServerMetrics() returns nothing for a server that has ended", async () => {
  const gone = () => Promise.reject(new Error("connection refused"));
  const api = { datapointsRate: gone, restarts: gone, headSeries: gone };
  expect(await readServerMetrics(toApi(api), span)).toEqual([]);
});

test("recordSelfReported() appends metrics as reported", () => {
  const rows: Reported[] = [];
  const recorder = {
    run_id: "r",
    append: (table: string, more: readonly unknown[]) => {
      expect(table).toBe("reported");
      rows.push(...more as Reported[]);
    },
  };
  recordSelfReported(
    recorder,
    toLocustMetrics([
      { name: "big", requests: 20, failures: 1, median: null },
    ]),
  );
  expect(rows).toMatchObject([
    { kind: "big_requests", statistic: "locust", value: 20, text: "20" },
    { kind: "big_failures", value: 1, unit: "" },
    { kind: "big_median", value: null, unit: "s", text: "" },
  ]);
});
