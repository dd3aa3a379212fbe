import { expect, test } from "vitest";
import { datadog } from "../../../src/ingest/resource_series/datadog.ts";
import { toSource } from "../../../src/ingest/mod.ts";
import { readWhole } from "../../testing/read_whole.ts";

async function read(json: unknown, settings: Record<string, string> = {}) {
  const file = toSource("a.json", JSON.stringify(json));
  return await readWhole(datadog.read(file, { experiment: "x", settings }));
}

function version1(unit: unknown) {
  return {
    status: "ok",
    resp_version: 1,
    series: [{
      metric: "m",
      scope: "host:a",
      unit,
      pointlist: [[1000000000000, 50], [1000000300000, null]],
    }],
  };
}

test.each([
  [[{ short_name: "%", name: "percent" }, null], 0.5, "1"],
  [[{ short_name: "μs", name: "microsecond" }, null], 50 * 1e-6, "s"],
  [[{ short_name: "B" }, { short_name: "s" }], 50, "B/s"],
  [[{ short_name: "fn", family: "time", scale_factor: 60 }, null], 3000, "s"],
  [[{ short_name: "pkt", name: "packet", family: "network" }, null], 50, "pkt"],
  [null, 50, ""],
])("the unit %j gives %d %s", async (unit, value, symbol) => {
  const { rows } = await read(version1(unit));
  expect(rows.samples.map((sample) => [sample.value, sample.unit]))
    .toEqual([[value, symbol]]);
});

test("a null is a gap", async () => {
  const { rows, counts } = await read(version1(null));
  expect(counts).toMatchObject({ read: 2, stored: 1, rejected: 1 });
  expect(rows.warnings.map(({ message }) => message))
    .toEqual(["points of m are left out as null is no number"]);
});

test("columns of version 2 belong to their series", async () => {
  const { rows } = await read({
    data: {
      type: "timeseries_response",
      attributes: {
        series: [{ group_tags: ["host:a"], query_index: 0 }, {
          group_tags: [],
          query_index: 1,
        }],
        times: [1000, 2000],
        values: [[1, 2], [3]],
      },
    },
  });
  expect(
    rows.samples.map(({ source, metric, value }) => [source, metric, value]),
  ).toEqual([["host:a", "query 0", 1], ["host:a", "query 0", 2], [
    "datadog",
    "query 1",
    3,
  ]]);
});
