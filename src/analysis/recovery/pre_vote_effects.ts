/** What pre-vote changes in what a fault costs etcd: runs with it beside runs without, of one session that ran both. */
import { mannWhitney } from "../../statistics/mod.ts";
import { type FaultCost, faultCosts } from "./fault_costs.ts";
import type { Recovery } from "./recovery.ts";

/** One fault, both ways. */
export interface PreVoteEffect {
  readonly fault: string;
  /** The last session that ran both. */
  readonly session: string;
  readonly off: FaultCost;
  readonly on: FaultCost;
  /** Two-sided, of the rank test of the shares not answered in time, times the number of faults compared (Bonferroni). */
  readonly p: number;
  /** Smallest p that so many runs can have, times the same number. */
  readonly least: number;
  /** `~` cannot be told from chance; `too few runs` where so few could not be told apart whatever they are. */
  readonly verdict: "more" | "less" | "~" | "too few runs";
}

/** Probability of a difference by chance from which on it is not told from chance. */
const NOISE = 0.05;

/** A row for each fault of which some session has runs that are ok both with pre-vote and without, in order of fault. */
export function preVoteEffects(
  recoveries: readonly Recovery[],
): PreVoteEffect[] {
  const faults = Map.groupBy(
    recoveries.filter(({ status, pre_vote, session }) =>
      status === "ok" && pre_vote !== null && session !== null
    ),
    ({ fault }) => fault,
  );
  const pairs = [...faults.values()].flatMap((runs) => lastPair(runs) ?? []);
  return pairs.map((pair) => {
    const [off, on] = [pair.off, pair.on].map(({ runs }) =>
      runs.map(({ lost, attempted }) => attempted > 0 ? lost / attempted : 0)
    );
    const tested = mannWhitney(on ?? [], off ?? []);
    const p = Math.min(1, tested.p * pairs.length);
    const least = pairs.length * leastP(tested.n1, tested.n2);
    const more = tested.u > tested.n1 * tested.n2 / 2;
    const verdict = least >= NOISE
      ? "too few runs"
      : p >= NOISE
      ? "~"
      : more
      ? "more"
      : "less";
    return { ...pair, p, least, verdict } as const;
  }).sort((a, b) => a.fault < b.fault ? -1 : 1);
}

function lastPair(
  runs: readonly Recovery[],
): Pick<PreVoteEffect, "fault" | "session" | "off" | "on"> | null {
  const sessions = [...Map.groupBy(runs, ({ session }) => session ?? "")]
    .sort(([a], [b]) => a < b ? 1 : -1);
  for (const [session, mine] of sessions) {
    const costs = faultCosts(mine);
    const off = costs.find(({ pre_vote }) => pre_vote === "off");
    const on = costs.find(({ pre_vote }) => pre_vote === "on");
    if (off && on) return { fault: off.fault, session, off, on };
  }
  return null;
}

/** Smallest p that the rank test of so many can have: both samples apart, one way or the other. */
function leastP(n1: number, n2: number): number {
  let ways = 1;
  for (let i = 1; i <= n1; i++) ways *= (n2 + i) / i;
  return 2 / ways;
}
