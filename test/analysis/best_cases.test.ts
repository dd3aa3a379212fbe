import { expect, test } from "vitest";
import { bestCases, sweetSpots } from "../../src/analysis/best_cases.ts";
import { scaleCells } from "../../src/analysis/scale_cells.ts";
import {
  toTestMeasuredRun,
  toTestMeasuredRuns,
} from "../testing/measured_runs.ts";

const cells = scaleCells([
  ...toTestMeasuredRuns([500, 700], { nodes: 1 }),
  ...toTestMeasuredRuns([550, 600], { nodes: 3 }),
  ...toTestMeasuredRuns([900, 950], { nodes: 5, ok: 985 }),
  toTestMeasuredRun({ nodes: 7, status: "failed", throughput: null }),
]);

test("sweetSpots() wants success to be sure and every repetition to be fast", () => {
  const nodes = (rate: number) =>
    sweetSpots(cells, { success: 0.99, rate }).map((cell) => cell.nodes);
  expect(nodes(0)).toEqual([1, 3]);
  expect(nodes(520)).toEqual([3]);
  expect(sweetSpots(cells, { success: 0.97, rate: 800 })).toHaveLength(1);
});

test("bestCases() ranks whole cases and says how sure the first place is", () => {
  const ranked = bestCases(cells, { most: 2 });
  expect(ranked.map(({ cell }) => cell.nodes)).toEqual([5, 1]);
  expect(ranked.map(({ probability }) => probability)).toEqual([1, 0]);
  const close = bestCases(cells.filter(({ nodes }) => nodes < 5));
  // Medians of two draws: 500, 600, 700 with 1/4, 1/2, 1/4 against 550, 575, 600 with 1/4, 1/2, 1/4.
  expect(close[0]?.cell.nodes).toBe(1);
  expect(close[0]?.probability).toBeCloseTo(0.25 + 0.5 * 0.75 + 0.5 * 0.125, 1);
});

test("bestCases() is not sure of anything when a case was run once", () => {
  const once = scaleCells([
    ...toTestMeasuredRuns([500, 700], { nodes: 1 }),
    ...toTestMeasuredRuns([900], { nodes: 3 }),
  ]);
  expect(bestCases(once).map(({ probability }) => probability))
    .toEqual([null, null]);
  expect(bestCases([])).toEqual([]);
});
