/** Effect of pre-vote on the cost of faults of etcd: compares runs with and without it within one session. */
import { compareText } from "../../record/mod.ts";
import { stratifiedTest } from "../../statistics/mod.ts";
import { type FaultCost, faultCosts, lostShares } from "./fault_costs.ts";
import type { Recovery } from "./recovery.ts";

/** Cost of one fault with and without pre-vote. */
export interface PreVoteEffect {
  readonly fault: string;
  /** Latest session with runs of both. */
  readonly session: string;
  readonly off: FaultCost;
  readonly on: FaultCost;
  /** Two-sided, of the rank test of the lost shares, times the number of faults compared (Bonferroni). */
  readonly p: number;
  /** Smallest p possible with so many runs, times the same number. */
  readonly minP: number;
  /** `~` not significant; `too few runs` where no outcome could be significant. */
  readonly verdict: "more" | "less" | "~" | "too few runs";
}

const SIGNIFICANCE_LEVEL = 0.05;

/**
 * Returns a row for each fault with runs that are ok and had operations, with and without pre-vote in one session, in order
 * of fault.
 */
export function preVoteEffects(
  recoveries: readonly Recovery[],
): PreVoteEffect[] {
  const faults = Map.groupBy(
    recoveries.filter(({ status, attempted, pre_vote, session }) =>
      status === "ok" && attempted > 0 && pre_vote !== null && session !== null
    ),
    ({ fault }) => fault,
  );
  const pairs = [...faults.values()].flatMap((runs) => lastPair(runs) ?? []);
  return pairs.map((pair) => {
    const tested = stratifiedTest([{
      first: lostShares(pair.on.runs),
      second: lostShares(pair.off.runs),
    }]);
    const p = Math.min(1, tested.p * pairs.length);
    const minP = tested.leastP * pairs.length;
    const more = tested.higher !== null && tested.higher > 0.5;
    const verdict = minP >= SIGNIFICANCE_LEVEL
      ? "too few runs"
      : p >= SIGNIFICANCE_LEVEL
      ? "~"
      : more
      ? "more"
      : "less";
    return { ...pair, p, minP, verdict } as const;
  }).sort((a, b) => compareText(a.fault, b.fault));
}

function lastPair(
  runs: readonly Recovery[],
): Pick<PreVoteEffect, "fault" | "session" | "off" | "on"> | null {
  const sessions = [...Map.groupBy(runs, ({ session }) => session ?? "")]
    .sort(([a], [b]) => compareText(b, a));
  for (const [session, sessionRuns] of sessions) {
    const costs = faultCosts(sessionRuns);
    const off = costs.find(({ pre_vote }) => pre_vote === "off");
    const on = costs.find(({ pre_vote }) => pre_vote === "on");
    if (off && on) return { fault: off.fault, session, off, on };
  }
  return null;
}
