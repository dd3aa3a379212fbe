import { expect, test } from "vitest";
import {
  loadLineObjectives,
  loadLineSeries,
  recordedLineSeries,
} from "../../../src/analysis/charts/load_line_series.ts";
import {
  loadLineSearches,
  poolSearches,
} from "../../../src/analysis/monitoring/load_line_searches.ts";
import { sureLine } from "../../../src/analysis/recorded/sure_line.ts";
import { toTestMonitoringRun as toRun } from "../../testing/monitoring_runs.ts";

test("loadLineSeries() returns the runs of all searches of a configuration, in datapoints a minute", () => {
  const [series, ...others] = loadLineSeries(poolSearches(loadLineSearches([
    toRun({ metrics: 150 }),
    toRun({ metrics: 300, broken: "ooms is not at most 0: 1" }),
    toRun({ metrics: 225, session: "s2" }),
  ])));
  expect(others).toEqual([]);
  expect(series).toMatchObject({
    name: expect.stringMatching(/^Prometheus 2\.42\.0, /),
    ...{ held: 90_000, broke: 120_000 },
    runs: [
      { load: 60_000, result: "held", doubtful: false },
      { load: 120_000, result: "broke" },
      { load: 90_000, result: "held" },
    ],
  });
});

test("loadLineObjectives() names each objective as the values of the runs do, in its unit", () => {
  expect(loadLineObjectives()).toEqual(expect.arrayContaining([
    { name: "query success", unit: "%", is: "at least", limit: 99.5 },
    { name: "kills for want of memory", unit: "", is: "at most", limit: 0 },
    { name: "incremental query p99", unit: "s", is: "at most", limit: 1 },
  ]));
});

test("recordedLineSeries() returns what others recorded, named by its settings", () => {
  const at = (load: number, result: "passed" | "failed") => ({
    ...{ run_id: "r", started_at: null, load, result },
    ...{ missed: [], unknown: [] },
  });
  const runs = [at(1, "passed"), at(2, "failed")];
  expect(recordedLineSeries([{
    configuration: { users: "200" },
    ...{ runs, first: [] },
    line: sureLine(runs.map(({ load, result }) => ({ value: load, result }))),
  }], ({ users }) => `${users} users`)).toMatchObject([
    {
      ...{ name: "200 users", held: 60, broke: 120 },
      runs: [{ load: 60, result: "held" }, { load: 120, result: "broke" }],
    },
  ]);
});
