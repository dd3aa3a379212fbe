/** Cost of each fault to its users: the share of operations that failed or were late, over repetitions. */
import {
  holm,
  mannWhitney,
  stratifiedMeanInterval,
} from "../../statistics/mod.ts";
import type { Recovery } from "./recovery.ts";

/** Mean of the shares of runs, all of equal weight; 1 = 100 %. */
export interface CostShare {
  readonly n: number;
  /** Sessions of these runs; the interval takes its variance from within them. */
  readonly sessions: number;
  /** Mean over the runs; null without any. */
  readonly mean: number | null;
  /** 95 % interval of the mean, clipped to 0 and 1; null below two runs of a session, and where all runs have the same share. */
  readonly lower: number | null;
  readonly upper: number | null;
}

/** Cost of one fault on one variant of a system. */
export interface FaultCost {
  readonly system: string;
  readonly fault: string;
  readonly pre_vote: Recovery["pre_vote"];
  /** Runs that are ok, in order of time. */
  readonly runs: readonly Recovery[];
  /** Operations in flight or due from the fault to the end of observation, over all runs; `lost` failed or were late. */
  readonly attempted: number;
  readonly lost: number;
  readonly failed: number;
  readonly late: number;
  /** Lost operations that were sent to a node that the fault hit; null if a run does not tell. */
  readonly lost_at_hit: number | null;
  /** Seconds of load that were lost, mean of the runs: lost operations / rate before the fault. Null without a rate. */
  readonly lost_load_s: number | null;
  readonly share: CostShare;
  /** The same over the runs without background load. */
  readonly undisturbed: CostShare;
}

/** Returns a row for each system, variant and fault with a run that is ok, in descending order of cost. */
export function faultCosts(recoveries: readonly Recovery[]): FaultCost[] {
  const groups = Map.groupBy(
    recoveries.filter(({ status }) => status === "ok"),
    ({ system, fault, pre_vote }) => JSON.stringify([system, fault, pre_vote]),
  );
  return [...groups.values()].flatMap((runs) => {
    const [run] = runs;
    if (!run) return [];
    const sum = (count: (run: Recovery) => number) =>
      runs.reduce((total, run) => total + count(run), 0);
    return [{
      system: run.system,
      fault: run.fault,
      pre_vote: run.pre_vote,
      runs,
      attempted: sum(({ attempted }) => attempted),
      lost: sum(({ lost }) => lost),
      failed: sum(({ failed }) => failed),
      late: sum(({ late }) => late),
      lost_at_hit: runs.some((run) => run.lost_at_hit === null)
        ? null
        : sum((run) => run.lost_at_hit ?? 0),
      lost_load_s: meanLostLoad(runs),
      share: toShare(runs),
      undisturbed: toShare(runs.filter(({ disturbed }) => !disturbed)),
    }];
  }).sort((a, b) => (b.share.mean ?? 0) - (a.share.mean ?? 0));
}

/** Returns the mean over the runs with a rate before the fault, in seconds; null without any. */
function meanLostLoad(runs: readonly Recovery[]): number | null {
  const seconds = runs.flatMap(({ attempted, lost, before }) =>
    attempted > 0 && before ? [lost / before] : []
  );
  return seconds.length === 0
    ? null
    : seconds.reduce((sum, one) => sum + one, 0) / seconds.length;
}

function toShare(runs: readonly Recovery[]): CostShare {
  const sessions = [
    ...Map.groupBy(
      runs.filter(({ attempted }) => attempted > 0),
      ({ session }) => session,
    ).values(),
  ].map(lostShares);
  const { n, mean, lower, upper } = stratifiedMeanInterval(sessions);
  const same = lower === upper;
  return {
    n,
    sessions: sessions.length,
    mean,
    lower: same || lower === null ? null : Math.max(0, lower),
    upper: same || upper === null ? null : Math.min(1, upper),
  };
}

/** Significance of the difference between one fault and the others of the same variant. */
export interface CostRank {
  /** Faults that do not differ from it significantly: too few runs, or an adjusted p of 5 % or more. */
  readonly closeCompetitors: readonly FaultCost[];
  /** Largest adjusted p among the faults that differ from it significantly; null when none does. */
  readonly p: number | null;
  /** Number of faults compared with it, for which p is adjusted. */
  readonly comparisons: number;
  /** True if it shares no session with another fault: changes between sessions affect each comparison then. */
  readonly crossSession: boolean;
}

const SIGNIFICANCE_LEVEL = 0.05;

/** Compares the lost shares of one fault with those of each other fault by two-sided rank tests, adjusted by Holm. */
export function rankCost(
  cost: FaultCost,
  costs: readonly FaultCost[],
): CostRank {
  const others = costs.filter((other) => other !== cost);
  const own = lostShares(cost.runs);
  const tested = others.filter(({ runs }) =>
    own.length > 0 && lostShares(runs).length > 0
  );
  const ps = holm(
    tested.map(({ runs }) => mannWhitney(own, lostShares(runs)).p),
  );
  const significant = tested.filter((_, i) =>
    (ps[i] ?? 1) < SIGNIFICANCE_LEVEL
  );
  const sessions = new Set(cost.runs.map(({ session }) => session));
  return {
    closeCompetitors: others.filter((other) => !significant.includes(other)),
    p: significant.length === 0
      ? null
      : Math.max(...ps.filter((p) => p < SIGNIFICANCE_LEVEL)),
    comparisons: tested.length,
    crossSession: !others.some(({ runs }) =>
      runs.some(({ session }) => sessions.has(session))
    ),
  };
}

/** Returns the share of lost operations of each run that has any in flight or due. */
export function lostShares(runs: readonly Recovery[]): number[] {
  return runs.filter(({ attempted }) => attempted > 0)
    .map(({ lost, attempted }) => lost / attempted);
}
