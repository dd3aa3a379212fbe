import { expect, test } from "vitest";
import {
  bestCases,
  closeCompetitors,
  sweetSpots,
} from "../../../src/analysis/scaling/best_cases.ts";
import { scaleCells } from "../../../src/analysis/scaling/scale_cells.ts";
import {
  toTestMeasuredRun,
  toTestMeasuredRuns,
} from "../../testing/measured_runs.ts";

const cells = scaleCells([
  ...toTestMeasuredRuns([500, 700], { nodes: 1 }),
  ...toTestMeasuredRuns([550, 600], { nodes: 3 }),
  ...toTestMeasuredRuns([900, 950], { nodes: 5, ok: 985 }),
  toTestMeasuredRun({ nodes: 7, status: "failed", throughput: null }),
]);

test("sweetSpots() requires the lower bound of the success rate, and every repetition, to exceed the minimum", () => {
  const nodes = (rate: number) =>
    sweetSpots(cells, { success: 0.99, rate }).map((cell) => cell.nodes);
  expect(nodes(0)).toEqual([1, 3]);
  expect(nodes(520)).toEqual([3]);
  expect(sweetSpots(cells, { success: 0.97, rate: 800 })).toHaveLength(1);
});

test("bestCases() ranks whole cases with the probability of the first place", () => {
  const four = scaleCells([
    ...toTestMeasuredRuns([500, 500, 700, 700], { nodes: 1 }),
    ...toTestMeasuredRuns([590, 590, 590, 590], { nodes: 3 }),
    ...toTestMeasuredRuns([900, 950, 900, 950], { nodes: 5 }),
  ]);
  const ranked = bestCases(four, { limit: 2 })[0]?.ranked ?? [];
  expect(ranked.map(({ cell }) => cell.nodes)).toEqual([5, 1]);
  expect(ranked.map(({ probability }) => probability)).toEqual([1, 0]);
  const close = bestCases(four.filter(({ nodes }) => nodes < 5))[0]?.ranked;
  // Of four draws two or more are 700, whose median is 600 or 700, in 11 cases of 16.
  expect(close?.[0]?.cell.nodes).toBe(1);
  expect(close?.[0]?.probability).toBeCloseTo(11 / 16, 1);
});

test("bestCases() ranks no case against those of a faster session", () => {
  const [larger, smaller, ...others] = bestCases(scaleCells([
    ...toTestMeasuredRuns([7570, 7580], { nodes: 1, session: "s1" }),
    ...toTestMeasuredRuns([8300, 8320], { nodes: 3, session: "s1" }),
    ...toTestMeasuredRuns([9730, 10300], { nodes: 1, session: "s2" }),
  ]));
  expect(others).toEqual([]);
  expect(larger).toMatchObject({ session: "s1", cases: 2 });
  expect(larger?.ranked.map(({ cell }) => cell.nodes)).toEqual([3, 1]);
  expect(smaller).toMatchObject({
    session: "s2",
    cases: 1,
    ranked: [{ cell: { nodes: 1, throughput: 10015 } }],
  });
});

test("bestCases() returns no probability when a case has too few repetitions", () => {
  const three = scaleCells([
    ...toTestMeasuredRuns([500, 510, 520, 530], { nodes: 1 }),
    ...toTestMeasuredRuns([900, 910, 920], { nodes: 3 }),
  ]);
  expect(bestCases(three)[0]?.ranked.map(({ probability }) => probability))
    .toEqual([null, null]);
  expect(bestCases([])).toEqual([]);
});

test("closeCompetitors() returns the cases whose repetitions overlap", () => {
  const [one, three, five] = cells;
  if (!one || !three || !five) throw new Error("three cases are made above");
  expect(closeCompetitors(one, cells)).toEqual([three, five]);
  expect(closeCompetitors(five, cells)).toEqual([]);
});

test("closeCompetitors() compares within the session only", () => {
  const [first, ...others] = scaleCells([
    ...toTestMeasuredRuns([500, 700], { nodes: 1, session: "s1" }),
    ...toTestMeasuredRuns([900], { nodes: 3, session: "s2" }),
  ]);
  if (!first) throw new Error("two cases are made above");
  expect(closeCompetitors(first, [first, ...others])).toEqual([]);
});
