import { expect, test } from "vitest";
import {
  figuresOfLocust,
  figuresOfServer,
  reportFigures,
} from "../../../src/experiments/monitoring/self_reported.ts";
import type { Reported } from "../../../src/record/mod.ts";
import type { PrometheusApi } from "../../../src/systems/prometheus/prometheus_api.ts";

const span = { from: 1_800_000_000, until: 1_800_000_060 };

/** An API that answers only what is asked of it here. */
function toApi(answers: Partial<PrometheusApi>): { api: PrometheusApi } {
  return { api: answers as PrometheusApi };
}

test("figuresOfServer() asks for the span, and keeps what is not known", async () => {
  const asked: Date[] = [];
  const figures = await figuresOfServer(
    toApi({
      datapointsRate: ({ start, end }) => {
        asked.push(start, end);
        return Promise.resolve(400);
      },
      restarts: () => Promise.resolve(2),
      headSeries: () => Promise.resolve(null),
    }),
    span,
  );
  expect(figures.map(({ kind, value }) => [kind, value])).toEqual([
    ["ingested", 400],
    ["restarts", 2],
    ["head_series", null],
  ]);
  expect(asked.map((date) => date.getTime() / 1000))
    .toEqual([span.from, span.until]);
});

test("figuresOfServer() says nothing of a server that has ended", async () => {
  const gone = () => Promise.reject(new Error("connection refused"));
  const api = { datapointsRate: gone, restarts: gone, headSeries: gone };
  expect(await figuresOfServer(toApi(api), span)).toEqual([]);
});

test("reportFigures() keeps figures as their program told them", () => {
  const rows: Reported[] = [];
  const recorder = {
    run_id: "r",
    append: (table: string, more: readonly unknown[]) => {
      expect(table).toBe("reported");
      rows.push(...more as Reported[]);
    },
  };
  reportFigures(
    recorder,
    figuresOfLocust([
      { name: "big", requests: 20, failures: 1, median: null },
    ]),
  );
  expect(rows).toMatchObject([
    { kind: "big_requests", statistic: "locust", value: 20, text: "20" },
    { kind: "big_failures", value: 1, unit: "" },
    { kind: "big_median", value: null, unit: "s", text: "" },
  ]);
});
