import { expect, test } from "vitest";
import { scaleCells } from "../../../src/analysis/scaling/scale_cells.ts";
import {
  describePeak,
  type ScalingLaw,
  scalingLaws,
  speedUps,
} from "../../../src/analysis/scaling/scaling.ts";
import { uslThroughput } from "../../../src/statistics/mod.ts";
import {
  toTestMeasuredRun,
  toTestMeasuredRuns,
} from "../../testing/measured_runs.ts";

test("speedUps() compares with the smallest size over all pairs of repetitions", () => {
  const cells = scaleCells([
    ...toTestMeasuredRuns([1000, 1200], { nodes: 1 }),
    ...toTestMeasuredRuns([1800, 2600], { nodes: 3 }),
    ...toTestMeasuredRuns([900], { nodes: 5, workers: 50 }),
    toTestMeasuredRun({ nodes: 7, status: "failed", throughput: null }),
  ]);
  expect(speedUps(cells)).toMatchObject([{
    workers: 25,
    value_size: 1024,
    nodes: 3,
    baseNodes: 1,
    ratio: expect.closeTo(2, 12),
    low: 1.5,
    high: 2.6,
    // Of the six splits of four ranks two are as extreme, and none is more: two against two cannot be significant.
    p: expect.closeTo(1 / 3, 12),
    leastP: expect.closeTo(1 / 3, 12),
    verdict: "too few runs",
    efficiency: expect.closeTo(2 / 3, 12),
    undisturbed: expect.closeTo(2, 12),
  }]);
});

test("speedUps() compares and exchanges labels within sessions only", () => {
  const cells = scaleCells([
    ...toTestMeasuredRuns([100, 110], { nodes: 1, session: "slow" }),
    ...toTestMeasuredRuns([80, 90], { nodes: 3, session: "slow" }),
    ...toTestMeasuredRuns([200, 220], { nodes: 1, session: "fast" }),
    ...toTestMeasuredRuns([160, 180], { nodes: 3, session: "fast" }),
  ]);
  // The larger size of the fast session beats the smaller one of the slow session, which is no evidence.
  const [up] = speedUps(cells);
  expect(up).toMatchObject({
    ratio: expect.closeTo(170 / 210, 12),
    low: expect.closeTo(160 / 220, 12),
    high: expect.closeTo(0.9, 12),
    // Two of 6 x 6 ways; pooled, four against four would have claimed 2 / 70 for runs that never overlap.
    p: expect.closeTo(2 / 36, 12),
    verdict: "too few runs",
  });
  expect(up?.sessions.map(({ session }) => session)).toEqual(["fast", "slow"]);
});

test("speedUps() finds 36 significant differences in seven repetitions each", () => {
  const seven = (lowest: number) =>
    Array.from({ length: 7 }, (_, i) => lowest + i);
  const cells = scaleCells(
    Array.from({ length: 12 }, (_, i) => 10 + i).flatMap((workers) =>
      [1, 3, 5, 7].flatMap((nodes) =>
        toTestMeasuredRuns(seven(1000 - 100 * nodes), { nodes, workers })
      )
    ),
  );
  const ups = speedUps(cells);
  expect(ups).toHaveLength(36);
  // 2 / C(14, 7) x 36 = 0.021.
  expect(ups.every(({ verdict }) => verdict === "lower")).toBe(true);
  expect(ups[0]?.adjusted).toBeCloseTo(36 * 2 / 3432, 12);
});

test("speedUps() also returns the ratio without disturbed runs", () => {
  const cells = scaleCells([
    ...toTestMeasuredRuns([1000, 1200], { nodes: 1 }),
    ...toTestMeasuredRuns([500], { nodes: 1, disturbed: true }),
    ...toTestMeasuredRuns([2200, 2200], { nodes: 3 }),
    ...toTestMeasuredRuns([300], { nodes: 5, disturbed: true }),
  ]);
  expect(speedUps(cells)).toMatchObject([
    { nodes: 3, ratio: 2.2, undisturbed: expect.closeTo(2, 12) },
    { nodes: 5, undisturbed: null },
  ]);
});

test("speedUps() compares within a version only", () => {
  const cells = scaleCells([
    ...toTestMeasuredRuns([1000], { nodes: 1, system_version: "3.5" }),
    ...toTestMeasuredRuns([1800], { nodes: 3 }),
  ]);
  expect(speedUps(cells)).toEqual([]);
});

test("scalingLaws() fits single runs, one law for each number of workers and value size", () => {
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

test("scalingLaws() fits each session separately, with intervals", () => {
  const runs = (session: string, factor: number) =>
    [[1, 3260, 2610], [3, 2090, 1600], [5, 1530, 1000], [7, 777, 795]]
      .flatMap(([nodes = 0, ...rates]) =>
        toTestMeasuredRuns(rates.map((rate) => rate * factor), {
          nodes,
          session,
        })
      );
  const laws = scalingLaws(scaleCells([...runs("a", 1), ...runs("b", 1.3)]));
  expect(laws.map(({ session, nodes }) => [session, nodes.length]))
    .toEqual([["a", 8], ["b", 8]]);
  // SciPy 1.17.1, see the test of uslIntervals(): κ differs significantly from 0, σ does not.
  expect(laws[0]?.intervals?.sigma.lower).toBe(0);
  expect(laws[0]?.intervals?.kappa.lower).toBeCloseTo(0.029699, 5);
  expect(laws[1]?.intervals?.kappa.lower).toBeCloseTo(0.029699, 5);
});

/** The law fitted to pairs of runs that lie above and below a known law by the same share. */
function lawOf(
  { sigma, kappa }: { sigma: number; kappa: number },
  share: number,
): ScalingLaw {
  const sizes = [1, 3, 5, 7];
  const cells = sizes.flatMap((nodes) => {
    const rate = uslThroughput({ lambda: 500, sigma, kappa }, nodes);
    return scaleCells(
      toTestMeasuredRuns([rate * (1 - share), rate * (1 + share)], { nodes }),
    );
  });
  const [law] = scalingLaws(cells);
  if (!law) throw new Error("four sizes make a series");
  return law;
}

test.each<[string, { sigma: number; kappa: number }, number, RegExp]>([
  // N* = sqrt((1 - 0.1) / 0.05) = 4.2
  [
    "within",
    { sigma: 0.1, kappa: 0.05 },
    0.01,
    /^4\.2\d* nodes \(4\.\d+ to 4\.\d+\)$/,
  ],
  [
    "beyond",
    { sigma: 0, kappa: 0.01 },
    0.005,
    /^10.* nodes \(.*\), extrapolated$/,
  ],
  ["no", { sigma: 0.1, kappa: 0 }, 0.01, /^cannot be distinguished from none/],
  [
    "no sure",
    { sigma: 0.1, kappa: 0.005 },
    0.1,
    /^cannot be distinguished from none/,
  ],
  [
    "an early",
    { sigma: 0.9, kappa: 0.6 },
    0.01,
    /^1 node: it falls from there$/,
  ],
  [
    "an unsure early",
    { sigma: 0.6, kappa: 0.3 },
    0.2,
    /^cannot be distinguished from 1 node$/,
  ],
])("describePeak() describes %s peak", (_, law, share, text) => {
  expect(describePeak(lawOf(law, share))).toMatch(text);
});

test("describePeak() returns the reason for a missing fit", () => {
  const [law] = scalingLaws(scaleCells(toTestMeasuredRuns([1, 2])));
  expect(law && describePeak(law)).toContain("3 different");
});
