import { expect, test } from "vitest";
import { quantile, seededRandom } from "../../../../src/statistics/mod.ts";
import {
  constants,
  draw,
  latencies,
  listAssumptions,
} from "../../../../src/systems/simulator/base/latencies.ts";

test("draw() draws a log-normal duration by its median and spread", () => {
  const random = seededRandom(1);
  const drawn = Array.from({ length: 20_000 }, () => draw(random, "stage"))
    .sort((a, b) => a - b);
  const { median, spread } = latencies.stage;
  expect(quantile(drawn, 0.5)).toBeCloseTo(median, 0);
  // One standard deviation of the logarithm below and above.
  expect(quantile(drawn, 0.1587)! / (median * Math.exp(-spread)))
    .toBeCloseTo(1, 1);
  expect(quantile(drawn, 0.8413)! / (median * Math.exp(spread)))
    .toBeCloseTo(1, 1);
});

test("every number of the model has a source, or is said to be assumed", () => {
  const all = [...Object.values(latencies), ...Object.values(constants)];
  for (const { source } of all) expect(source).not.toBe("");
  const sentences = listAssumptions();
  expect(sentences).toHaveLength(all.length);
  expect(sentences).toContain(
    "launch: log-normal, median 0.1 s, sigma 0.4; assumed",
  );
  expect(sentences).toContain(
    "create_pool: 32; diego-release, default of the job's property",
  );
});
