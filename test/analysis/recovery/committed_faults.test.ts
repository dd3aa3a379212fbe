/** Analyses the committed record of `cluster-faults`, with each operation timed from when it was due. */
import { beforeAll, expect, test } from "vitest";
import { faultCosts } from "../../../src/analysis/recovery/fault_costs.ts";
import {
  recoveries,
  type Recovery,
} from "../../../src/analysis/recovery/recovery.ts";
import { withCommittedStore } from "../../testing/committed_records.ts";

/** Day of the runs under test; the record grows. */
const DAY = "20261121T";

let runs: readonly Recovery[] = [];

beforeAll(() =>
  withCommittedStore(["cluster-faults"], async (store) => {
    runs = (await recoveries(store, "cluster-faults"))
      .filter(({ run_id }) => run_id.startsWith(DAY));
  }), 120_000);

// Counted independently: of operations of kind get and put that were due before cool_down and had not ended when the
// phase fault began, those that failed or took more than 2 s from when they were due (Python, DuckDB 2.0.1, over the
// Parquet files).
test.each([
  ["majority-down", 13_266, 40_057, 7_280],
  ["partition-leader", 7_564, 40_098, 806],
  ["partition-follower", 6_417, 40_104, 569],
  ["wipe-leader", 3_785, 40_898, 3_785],
  ["wipe-follower", 3_637, 40_900, 3_637],
  ["kill-leader", 3_500, 40_057, 3_500],
  ["kill-follower", 3_363, 40_060, 3_363],
  ["pause-leader", 2_554, 40_026, 372],
  ["pause-follower", 2_141, 40_038, 200],
  ["slow-link", 0, 40_027, 0],
  ["slow-node", 0, 40_070, 0],
])(
  "faultCosts() of %s: %i of %i operations did not succeed in time, of which %i failed",
  (fault, lost, attempted, failed) => {
    const found = faultCosts(runs).find((cost) => cost.fault === fault);
    expect(found).toMatchObject({ lost, attempted, failed });
    expect(found?.late).toBe(lost - failed);
    expect(found?.runs).toHaveLength(5);
  },
);

test("faultCosts() ranks faults that healing makes worse before those that kill a node", () => {
  expect(faultCosts(runs).slice(0, 3).map(({ fault }) => fault)).toEqual([
    "majority-down",
    "partition-leader",
    "partition-follower",
  ]);
});

// Counted the same way: of these, those whose subject is the node, or one of the nodes, of the event `fault`.
test.each([
  ["kill-leader", 3_359],
  ["kill-follower", 3_363],
  ["majority-down", 9_215],
])(
  "faultCosts() of %s: %i of the lost were sent to nodes hit",
  (fault, hit) => {
    const found = faultCosts(runs).find((cost) => cost.fault === fault);
    expect(found?.lost_at_hit).toBe(hit);
    expect(found?.runs.every(({ pinned }) => pinned)).toBe(true);
  },
);

test("recoveries() has detection limits of 40 to 299 ms in the record, never 0", () => {
  const limits = runs.flatMap(({ probeGap }) => probeGap?.limit ?? []);
  expect(limits).toHaveLength(55);
  expect(Math.min(...limits)).toBeCloseTo(0.04, 3);
  expect(Math.max(...limits)).toBeCloseTo(0.299, 3);
});

test("recoveries() derives that pre-vote was off by the lab's default, as no run recorded it", () => {
  expect(
    new Set(
      runs.map(({ pre_vote, pre_vote_recorded }) =>
        `${pre_vote} ${pre_vote_recorded}`
      ),
    ),
  ).toEqual(new Set(["off false"]));
});
