import { expect, test } from "vitest";
import {
  costRows,
  loadNeeds,
} from "../../../src/analysis/monitoring/cost_rows.ts";
import { fitCosts } from "../../../src/analysis/monitoring/load_cost.ts";
import { toTestMonitoringRun } from "../../testing/monitoring_runs.ts";

/** Costs of a server that takes half a core, and a core for each 60,000 datapoints a minute. */
const fits = fitCosts([150, 300, 450, 600].map((metrics) => {
  const { measures } = toTestMonitoringRun({ metrics });
  const cores = 0.5 + measures!.nominal / 1000;
  const cpu = { min: 0, mean: cores, median: 0, p95: 0, max: 0 };
  return { ...measures!, cpu };
}));

test("costRows() states the cost of a million datapoints a minute", () => {
  const [row] = costRows(fits);
  expect(row).toMatchObject({
    resource: "cpu [cores]",
    perMillion: expect.closeTo(1e6 / 60 / 1000),
    aboveZero: "yes",
    n: 4,
  });
  expect(row?.idleRange).toMatch(/^0\.5/);
});

test("loadNeeds() lists round loads that were measured, and one beyond", () => {
  const needs = loadNeeds(fits, { margin: 0.25 });
  expect(needs.map(({ load }) => Math.round(load * 60)))
    .toEqual([100_000, 200_000, 300_000]);
  expect(needs[0]?.needs[0]?.value).toBeCloseTo((0.5 + 100 / 60) * 1.25);
  expect(needs[2]?.needs[0]?.reason).toBe("beyond the loads measured");
  expect(loadNeeds([], { margin: 0 })).toEqual([]);
});
