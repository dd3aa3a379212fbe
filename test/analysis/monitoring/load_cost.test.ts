import { expect, test } from "vitest";
import {
  fitCosts,
  resourceNeeds,
} from "../../../src/analysis/monitoring/load_cost.ts";
import { toTestMonitoringRun } from "../../testing/monitoring_runs.ts";

/** Measures of a run whose server used half a core, and one core for each 1,000 datapoints a second. */
function toMeasures(metrics: number, error = 0) {
  const { measures } = toTestMonitoringRun({ metrics });
  const cores = 0.5 + measures!.nominal / 1000 + error;
  const cpu = {
    min: cores,
    mean: cores,
    median: cores,
    p95: cores,
    max: cores,
  };
  return { ...measures!, cpu };
}

const runs = [100, 200, 400, 800].map((metrics, i) =>
  toMeasures(metrics, i % 2 === 0 ? 0.01 : -0.01)
);

test("fitCosts() estimates the cost per datapoint, and reports the range of loads", () => {
  const [fit, ...others] = fitCosts(runs);
  expect(others).toEqual([]);
  expect(fit?.resource.name).toBe("cpu");
  expect(fit?.perDatapoint.estimate).toBeCloseTo(1 / 1000, 4);
  expect(fit?.idle.estimate).toBeCloseTo(0.5, 1);
  expect([fit?.n, fit?.from, fit?.to]).toEqual([
    4,
    100 * 10 * 10 / 15,
    800 * 10 * 10 / 15,
  ]);
});

test("fitCosts() fits no line to two loads", () => {
  expect(fitCosts(runs.slice(0, 2))).toEqual([]);
});

test("resourceNeeds() adds the margin to the upper bound, and does not extrapolate", () => {
  const fits = fitCosts(runs);
  const needs = resourceNeeds(fits, {
    loads: [2000, 50_000, 10],
    margin: 0.25,
  });
  const { upper, value } = fits[0]!.predict(2000);
  expect(value).toBeCloseTo(2.5, 1);
  expect(needs.map(({ value }) => value))
    .toEqual([expect.closeTo(upper * 1.25), null, null]);
  expect(needs.map(({ reason }) => reason)).toEqual([
    "",
    "beyond the loads measured",
    "below the loads measured",
  ]);
});

test("resourceNeeds() sizes nothing from a cost that does not differ significantly from 0", () => {
  const flat = [100, 200, 400, 800].map((metrics, i) => {
    const { nominal } = toMeasures(metrics);
    return toMeasures(metrics, -nominal / 1000 + (i % 2 === 0 ? 0.1 : -0.1));
  });
  const fits = fitCosts(flat);
  expect(fits[0]?.significant).toBe(false);
  expect(resourceNeeds(fits, { loads: [2000], margin: 0.25 })).toMatchObject([
    { value: null, reason: "no cost above 0 can be told" },
  ]);
});
