import { expect, test } from "vitest";
import { fitCosts, needsOf } from "../../../src/analysis/monitoring/load_cost.ts";
import { toTestMonitoringRun } from "../../testing/monitoring_runs.ts";

/** A run whose server took half a core, and one more for each 1,000 datapoints a second. */
function toMeasures(metrics: number, error = 0) {
  const { measures } = toTestMonitoringRun({ metrics });
  const cores = 0.5 + measures!.nominal / 1000 + error;
  const spread = {
    min: cores,
    mean: cores,
    median: cores,
    p95: cores,
    max: cores,
  };
  return { ...measures!, cpu: spread };
}

const runs = [100, 200, 400, 800].map((metrics, i) =>
  toMeasures(metrics, i % 2 === 0 ? 0.01 : -0.01)
);

test("fitCosts() finds what each datapoint costs, and says over which loads", () => {
  const [fit, ...others] = fitCosts(runs);
  expect(others).toEqual([]);
  expect(fit?.resource.name).toBe("cpu");
  expect(fit?.each.estimate).toBeCloseTo(1 / 1000, 4);
  expect(fit?.idle.estimate).toBeCloseTo(0.5, 1);
  expect([fit?.n, fit?.from, fit?.to]).toEqual([
    4,
    100 * 10 * 10 / 15,
    800 * 10 * 10 / 15,
  ]);
});

test("fitCosts() does not draw a line through two loads", () => {
  expect(fitCosts(runs.slice(0, 2))).toEqual([]);
});

test("needsOf() adds the margin to the upper bound, and says nothing beyond what was measured", () => {
  const fits = fitCosts(runs);
  const needs = needsOf(fits, { loads: [2000, 50_000, 10], margin: 0.25 });
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

test("needsOf() sizes nothing from a cost that cannot be told from 0", () => {
  const flat = [100, 200, 400, 800].map((metrics, i) => {
    const { nominal } = toMeasures(metrics);
    return toMeasures(metrics, -nominal / 1000 + (i % 2 === 0 ? 0.1 : -0.1));
  });
  const fits = fitCosts(flat);
  expect(fits[0]?.told).toBe(false);
  expect(needsOf(fits, { loads: [2000], margin: 0.25 })).toMatchObject([
    { value: null, reason: "no cost above 0 can be told" },
  ]);
});
