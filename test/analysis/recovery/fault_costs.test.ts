import { expect, test } from "vitest";
import {
  faultCosts,
  rankCost,
} from "../../../src/analysis/recovery/fault_costs.ts";
import { toTestRecovery } from "../../testing/recoveries.ts";

/** Runs of one fault with `lost` of 1,000 operations failed or late. */
function toRuns(fault: string, lost: readonly number[], disturbed = false) {
  return lost.map((lost) =>
    toTestRecovery({
      ...{ fault, lost, disturbed, attempted: 1000 },
      ...{ failed: Math.floor(lost / 2), late: Math.ceil(lost / 2) },
    })
  );
}

test("faultCosts() averages runs in descending order of cost, with and without disturbed runs", () => {
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
    // No run tells the node of its operations; 0.08, 0.09 and 0.16 of 1,000, at 100 a second.
    ...{ lost_at_hit: null, lost_load_s: 1.1 },
  });
  expect(kill?.undisturbed.mean).toBeCloseTo(0.085, 9);
  // scipy.stats.t.interval(0.95, 2, 0.11, sem([0.08, 0.09, 0.16])): 0.0017189 to 0.2182811.
  expect(kill?.share.mean).toBeCloseTo(0.11, 9);
  expect(kill?.share.lower).toBeCloseTo(0.0017189, 6);
  expect(kill?.share.upper).toBeCloseTo(0.2182811, 6);
});

test("faultCosts() returns no interval where all runs are equal, and clips it to 0 and 1", () => {
  const [all, none] = faultCosts([
    ...toRuns("slow-link", [0, 0, 0]),
    ...toRuns("majority-down", [990, 1000, 600]),
  ]);
  expect(all?.share).toMatchObject({ n: 3, upper: 1 });
  expect(none?.share).toEqual({
    ...{ n: 3, sessions: 1, mean: 0 },
    ...{ lower: null, upper: null },
  });
});

test("faultCosts() counts what was lost at the nodes hit only where every run tells, and no load without a rate", () => {
  const [a, b] = toRuns("kill-leader", [90, 80]);
  expect(faultCosts([
    { ...a!, lost_at_hit: 70 },
    { ...b!, lost_at_hit: 60, before: null },
  ])).toMatchObject([{ lost_at_hit: 130, lost_load_s: 0.9 }]);
  expect(faultCosts([{ ...a!, before: 0 }])[0]?.lost_load_s).toBeNull();
});

test("faultCosts() separates pre-vote on and off", () => {
  const [off, on] = toRuns("kill-leader", [90, 80]);
  expect(faultCosts([{ ...off!, pre_vote: "off" }, { ...on!, pre_vote: "on" }]))
    .toMatchObject([
      { pre_vote: "off", lost: 90, share: { n: 1, lower: null } },
      { pre_vote: "on", lost: 80, share: { n: 1, lower: null } },
    ]);
});

test("rankCost() returns the faults that do not differ significantly, adjusted for all comparisons", () => {
  const costs = faultCosts([
    ...toRuns("a", [400, 300, 290, 280, 270]),
    ...toRuns("b", [250, 310, 200, 260, 240]),
    ...toRuns("c", [10, 10, 11, 12, 13]),
    ...toRuns("d", [0, 0, 0]),
  ]);
  const [costliest] = costs;
  const rank = rankCost(costliest!, costs);
  // scipy.stats.mannwhitneyu, exact: 0.0952 beside b, 0.0079 beside c, 0.0357 beside d; by Holm 0.0952, 0.0238 and
  // 0.0714.
  expect(rank.closeCompetitors.map(({ fault }) => fault)).toEqual(["b", "d"]);
  expect(rank.p).toBeCloseTo(3 * 2 / 252, 9);
  expect(rank).toMatchObject({ comparisons: 3, crossSession: false });
});

test("rankCost() finds no significance in single runs, and reports faults without a common session", () => {
  const [a, b] = [toRuns("a", [400]), toRuns("b", [1])];
  const costs = faultCosts([
    { ...a[0]!, session: "one" },
    { ...b[0]!, session: "two" },
  ]);
  expect(rankCost(costs[0]!, costs)).toMatchObject({
    ...{ p: null, comparisons: 1, crossSession: true },
    closeCompetitors: [{ fault: "b" }],
  });
});
