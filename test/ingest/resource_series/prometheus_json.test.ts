import { expect, test } from "vitest";
import { readPrometheusJson } from "../../../src/ingest/resource_series/prometheus_json.ts";
import { toSource } from "../../../src/ingest/mod.ts";
import { readWhole } from "../../testing/read_whole.ts";

async function read(data: unknown, more: Record<string, unknown> = {}) {
  const text = JSON.stringify({ status: "success", data, ...more });
  return await readWhole(
    readPrometheusJson(toSource("a.json", text), {
      experiment: "x",
      settings: { metric: "cpu", unit: "%" },
    }),
  );
}

test("values of a matrix are samples; those that are no number are left out", async () => {
  const { runs, rows, counts } = await read({
    resultType: "matrix",
    result: [{
      metric: { instance: "web:80" },
      values: [[1000000000.5, "50"], [1000000015.5, "NaN"]],
    }],
  });
  expect(rows.samples).toEqual([{
    run_id: runs[0]?.run_id,
    source: "web:80",
    metric: "cpu",
    unit: "1",
    at: "2001-09-09T01:46:40.500Z",
    value: 0.5,
  }]);
  expect(runs).toMatchObject([{
    started_at: "2001-09-09T01:46:40.500Z",
    ended_at: "2001-09-09T01:46:55.500Z",
  }]);
  expect(counts).toMatchObject({ read: 2, stored: 1, rejected: 1 });
});

test("what Prometheus tells is a warning, and so is an empty answer", async () => {
  const { rows } = await read(
    { resultType: "matrix", result: [] },
    { warnings: ["partial"], infos: ["metric might not be a counter"] },
  );
  expect(rows.warnings.map(({ code, message }) => [code, message])).toEqual([
    ["no-series", "the query found no series"],
    ["told-by-prometheus", "partial"],
    ["told-by-prometheus", "metric might not be a counter"],
  ]);
});

test("an answer of another kind is refused", async () => {
  await expect(read({ resultType: "string", result: [1, "a"] })).rejects
    .toThrow("a.json: holds no series of a query");
});
