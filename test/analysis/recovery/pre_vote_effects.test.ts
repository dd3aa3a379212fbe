import { expect, test } from "vitest";
import { preVoteEffects } from "../../../src/analysis/recovery/pre_vote_effects.ts";
import type { Recovery } from "../../../src/analysis/recovery/recovery.ts";
import { toTestRecovery } from "../../testing/recoveries.ts";

function toRuns(lost: readonly number[], options: Partial<Recovery>) {
  return lost.map((lost) =>
    toTestRecovery({ lost, attempted: 1000, ...options })
  );
}

test("preVoteEffects() compares runs of one session, adjusted for the number of faults", () => {
  const found = preVoteEffects([
    // An older session without pre-vote has no counterpart.
    ...toRuns([500, 500], { fault: "b", session: "s1", pre_vote: "off" }),
    ...toRuns([160, 170, 180, 190, 200], {
      ...{ fault: "b", session: "s2", pre_vote: "off" },
    }),
    ...toRuns([10, 20, 30, 40, 50], {
      ...{ fault: "b", session: "s2", pre_vote: "on" },
    }),
    ...toRuns([1, 4], { fault: "a", session: "s2", pre_vote: "off" }),
    ...toRuns([2, 3], { fault: "a", session: "s2", pre_vote: "on" }),
    ...toRuns([9], { fault: "c", session: "s1", pre_vote: "off" }),
    ...toRuns([9], { fault: "c", session: "s2", pre_vote: "on" }),
  ]);
  expect(found.map(({ fault, session, off, on, p, verdict }) => [
    ...[fault, session, off.share.n, on.share.n, Number(p.toFixed(6)), verdict],
  ])).toEqual([
    ["a", "s2", 2, 2, 1, "too few runs"],
    // Two of 252 splits of ten runs are as extreme: twice that for two faults.
    ["b", "s2", 5, 5, 0.015873, "less"],
  ]);
});

test("preVoteEffects() returns no row where one side is missing, not ok or without operations", () => {
  expect(preVoteEffects([
    ...toRuns([1], { pre_vote: "off" }),
    ...toRuns([1], { pre_vote: "on", status: "invalid" }),
    ...toRuns([0], { pre_vote: "on", attempted: 0 }),
    ...toRuns([1], { pre_vote: null }),
  ])).toEqual([]);
});
