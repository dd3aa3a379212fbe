import { expect, test } from "vitest";
import { faultCosts, rivalsOfCost } from "../../src/analysis/fault_costs.ts";
import { toTestRecovery } from "../testing/recoveries.ts";

/** Runs of one fault of which so many of 1,000 operations were not answered in time. */
function toRuns(fault: string, lost: readonly number[], disturbed = false) {
  return lost.map((lost) =>
    toTestRecovery({
      ...{ fault, lost, disturbed, attempted: 1000 },
      ...{ failed: Math.floor(lost / 2), late: Math.ceil(lost / 2) },
    })
  );
}

test("faultCosts() averages runs, the costliest first, with and without those that were disturbed", () => {
  const found = faultCosts([
    ...toRuns("pause-leader", [58, 59]),
    ...toRuns("kill-leader", [80, 90]),
    ...toRuns("kill-leader", [160], true),
    toTestRecovery({ fault: "kill-leader", status: "invalid", lost: 999 }),
  ]);
  expect(found.map(({ fault, runs }) => [fault, runs.length])).toEqual([
    ["kill-leader", 3],
    ["pause-leader", 2],
  ]);
  const [kill] = found;
  expect(kill).toMatchObject({
    ...{ attempted: 3000, lost: 330, failed: 165, late: 165 },
    undisturbed: { n: 2 },
  });
  expect(kill?.undisturbed.mean).toBeCloseTo(0.085, 9);
  // scipy.stats.t.interval(0.95, 2, 0.11, sem([0.08, 0.09, 0.16])): 0.0017189 to 0.2182811.
  expect(kill?.share.mean).toBeCloseTo(0.11, 9);
  expect(kill?.share.lower).toBeCloseTo(0.0017189, 6);
  expect(kill?.share.upper).toBeCloseTo(0.2182811, 6);
});

test("faultCosts() gives no interval where all runs are alike, and stays within 0 and 1", () => {
  const [all, none] = faultCosts([
    ...toRuns("slow-link", [0, 0, 0]),
    ...toRuns("majority-down", [990, 1000, 600]),
  ]);
  expect(all?.share).toMatchObject({ n: 3, upper: 1 });
  expect(none?.share).toEqual({ n: 3, mean: 0, lower: null, upper: null });
});

test("faultCosts() keeps pre-vote on and off apart", () => {
  const [off, on] = toRuns("kill-leader", [90, 80]);
  expect(faultCosts([{ ...off!, pre_vote: "off" }, { ...on!, pre_vote: "on" }]))
    .toMatchObject([
      { pre_vote: "off", lost: 90, share: { n: 1, lower: null } },
      { pre_vote: "on", lost: 80, share: { n: 1, lower: null } },
    ]);
});

test("rivalsOfCost() are faults whose intervals meet", () => {
  const costs = faultCosts([
    ...toRuns("a", [400, 300, 200]),
    ...toRuns("b", [250, 150, 200]),
    ...toRuns("c", [10, 10, 11]),
    ...toRuns("d", [0, 0, 0]),
    ...toRuns("once", [5]),
  ]);
  const [most] = costs;
  expect(rivalsOfCost(most!, costs).map(({ fault }) => fault))
    .toEqual(["b", "once"]);
});
