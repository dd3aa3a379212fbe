/** Ranks and compares the cases of the committed record of `cluster-scale` within sessions. */
import { beforeAll, expect, test } from "vitest";
import {
  bestCases,
  closeCompetitors,
} from "../../../src/analysis/scaling/best_cases.ts";
import {
  type MeasuredRun,
  measuredRuns,
} from "../../../src/analysis/scaling/measured_runs.ts";
import {
  type ScaleCell,
  scaleCells,
} from "../../../src/analysis/scaling/scale_cells.ts";
import {
  scalingLaws,
  speedUps,
} from "../../../src/analysis/scaling/scaling.ts";
import { compareSessions } from "../../../src/analysis/scaling/session_comparison.ts";
import { excludes } from "../../../src/record/mod.ts";
import { withCommittedStore } from "../../testing/committed_records.ts";

/** Day of the runs under test; the record may grow. */
const DAY = "20261121T";

let runs: readonly MeasuredRun[] = [];
let cells: readonly ScaleCell[] = [];

beforeAll(() =>
  withCommittedStore(["cluster-scale"], async (store) => {
    runs = (await measuredRuns(store, "cluster-scale"))
      .filter(({ run_id }) => run_id.startsWith(DAY));
    cells = scaleCells(runs);
  }), 120_000);

// All values below were computed independently from the throughput of each run: Python 3, every exchange of labels
// within sessions counted, SciPy 1.17.1's least_squares() and brentq() for the laws.
test("bestCases() ranks each session of the record by itself", () => {
  const [larger, smaller] = bestCases(cells);
  expect(larger).toMatchObject({
    session: "20261121T083858Z",
    cases: 48,
    ranked: [
      { cell: { nodes: 1, workers: 50, value_size: 1024 }, probability: null },
      { cell: { nodes: 1, workers: 100, value_size: 1024 } },
    ].concat(Array(3).fill({})),
  });
  expect(
    larger?.ranked.slice(0, 2).map(({ cell }) =>
      Math.round(cell.throughput ?? 0)
    ),
  )
    .toEqual([8314, 7574]);
  expect(smaller).toMatchObject({ session: "20261121T125837Z", cases: 8 });
  const first = larger?.ranked[0]?.cell;
  expect(first && closeCompetitors(first, cells)).toHaveLength(1);
});

test("speedUps() finds no significant speed-up in the record: two against two are too few runs", () => {
  const ups = speedUps(cells);
  expect(ups).toHaveLength(36);
  expect(ups.filter(({ high }) => high < 1)).toHaveLength(34);
  expect(ups.every(({ verdict }) => verdict === "too few runs")).toBe(true);
  expect(ups.every(({ adjusted }) => adjusted === 1)).toBe(true);
  // Two sessions of two against two: 2 / 36, where runs pooled over sessions claimed 0.03.
  expect(Math.min(...ups.map(({ p }) => p))).toBeCloseTo(2 / 36, 12);
});

test("compareSessions() finds the second session faster, significantly in no single case", () => {
  const [compared] = compareSessions(runs);
  expect(compared?.ratio).toBeCloseTo(1.29, 2);
  expect(compared?.p).toBeCloseTo(0.0009656969212010364, 10);
  expect(compared?.cases.map(({ verdict }) => verdict))
    .toEqual(Array(8).fill("too few runs"));
});

test(
  "scalingLaws() finds few coefficients that differ significantly from 0",
  () => {
    const laws = scalingLaws(cells);
    const significant = (key: "sigma" | "kappa", session: string) =>
      laws.filter((law) =>
        law.session.startsWith(session) && law.intervals &&
        excludes(law.intervals[key], 0)
      ).length;
    expect(laws).toHaveLength(14);
    expect(
      ["20261121T08", "20261121T12"].map((session) => [
        significant("sigma", session),
        significant("kappa", session),
      ]),
    ).toEqual([[3, 2], [1, 1]]);
  },
  120_000,
);

test("measuredRuns() marks nine runs of the record as disturbed by background load", () => {
  expect(runs.filter(({ disturbed }) => disturbed)).toHaveLength(9);
});
