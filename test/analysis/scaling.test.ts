import { expect, test } from "vitest";
import { scaleCells } from "../../src/analysis/scale_cells.ts";
import {
  describePeak,
  scalingLaws,
  speedUps,
} from "../../src/analysis/scaling.ts";
import { fitUsl, uslThroughput } from "../../src/statistics/mod.ts";
import {
  toTestMeasuredRun,
  toTestMeasuredRuns,
} from "../testing/measured_runs.ts";

test("speedUps() compares with the smallest size, over all pairs of repetitions", () => {
  const cells = scaleCells([
    ...toTestMeasuredRuns([1000, 1200], { nodes: 1 }),
    ...toTestMeasuredRuns([1800, 2600], { nodes: 3 }),
    ...toTestMeasuredRuns([900], { nodes: 5, workers: 50 }),
    toTestMeasuredRun({ nodes: 7, status: "failed", throughput: null }),
  ]);
  expect(speedUps(cells)).toMatchObject([{
    cell: { system: "etcd", workers: 25, value_size: 1024, nodes: 3 },
    base: { nodes: 1 },
    ratio: 2,
    low: 1.5,
    high: 2.6,
    // Of the six ways to split four ranks two are as uneven.
    p: expect.closeTo(1 / 3, 12),
    efficiency: expect.closeTo(2 / 3, 12),
  }]);
});

test("speedUps() compares no version with another", () => {
  const cells = scaleCells([
    ...toTestMeasuredRuns([1000], { nodes: 1, system_version: "3.5" }),
    ...toTestMeasuredRuns([1800], { nodes: 3 }),
  ]);
  expect(speedUps(cells)).toEqual([]);
});

test("scalingLaws() fits single runs, a law each for workers and value size", () => {
  const law = { lambda: 500, sigma: 0.1, kappa: 0.02 };
  const cells = scaleCells(
    [1, 3, 5, 7].flatMap((nodes) =>
      toTestMeasuredRuns(
        [uslThroughput(law, nodes), uslThroughput(law, nodes)],
        { nodes },
      )
    ).concat(toTestMeasuredRuns([10, 11], { nodes: 1, workers: 50 })),
  );
  const [fitted, alone] = scalingLaws(cells);
  expect(fitted?.nodes).toEqual([1, 1, 3, 3, 5, 5, 7, 7]);
  expect(fitted?.fit.usl?.lambda).toBeCloseTo(500, 6);
  expect(fitted?.fit.usl?.sigma).toBeCloseTo(0.1, 8);
  expect(fitted?.fit.usl?.kappa).toBeCloseTo(0.02, 8);
  expect(alone).toMatchObject({ workers: 50, fit: { usl: null } });
  expect(alone?.fit.reason).toContain("3 different");
});

test.each<[string, { sigma: number; kappa: number }, string]>([
  // N* = sqrt((1 - 0.1) / 0.05) = 4.2
  ["within", { sigma: 0.1, kappa: 0.05 }, "4.2 nodes"],
  ["beyond", { sigma: 0, kappa: 0.01 }, "10.0 nodes, extrapolated"],
  ["no", { sigma: 0.1, kappa: 0 }, "none: it never falls"],
  ["an early", { sigma: 0.8, kappa: 0.3 }, "falls from the first node"],
  [
    "a senseless",
    { sigma: 1.5, kappa: 0.3 },
    "falls from the first node: σ is not a share",
  ],
])("describePeak() describes %s peak", (_, law, text) => {
  const sizes = [1, 3, 5, 7];
  const rates = sizes.map((n) => uslThroughput({ lambda: 500, ...law }, n));
  expect(describePeak(fitUsl(sizes, rates))).toBe(text);
});

test("describePeak() says why there is no fit", () => {
  expect(describePeak(fitUsl([1, 3], [10, 20]))).toContain("3 different");
});
