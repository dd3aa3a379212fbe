import { expect, test } from "vitest";
import { scaleCells } from "../../src/analysis/scale_cells.ts";
import { scalingLaws, speedUps } from "../../src/analysis/scaling.ts";
import { uslThroughput } from "../../src/statistics/mod.ts";
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
  expect(speedUps(cells)).toEqual([{
    system: "etcd",
    workers: 25,
    value_size: 1024,
    nodes: 3,
    base: 1,
    ratio: 2,
    low: 1.5,
    high: 2.6,
    efficiency: expect.closeTo(2 / 3, 12),
  }]);
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
