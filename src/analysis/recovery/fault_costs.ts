/** What each fault cost its users: the share of operations that were not answered in time, over repetitions. */
import {
  holm,
  mannWhitney,
  type MeanInterval,
  meanInterval,
} from "../../statistics/mod.ts";
import type { Recovery } from "./recovery.ts";

/** Shares of runs, each of which counts alike; 1 = 100 %. */
export interface CostShare {
  readonly n: number;
  /** Mean over the runs; null without any. */
  readonly mean: number | null;
  /** Its 95 % interval, within 0 and 1; null below two runs, and where all runs have the same share. */
  readonly lower: number | null;
  readonly upper: number | null;
}

/** One fault on one variant of a system. */
export interface FaultCost {
  readonly system: string;
  readonly fault: string;
  readonly pre_vote: Recovery["pre_vote"];
  /** Runs that are ok, in order of time. */
  readonly runs: readonly Recovery[];
  /** Operations under way or due from the fault until watching ended, over all runs, and those of them not answered in time. */
  readonly attempted: number;
  readonly lost: number;
  readonly failed: number;
  readonly late: number;
  readonly share: CostShare;
  /** The same of the runs that no foreign load disturbed. */
  readonly undisturbed: CostShare;
}

/** A row for each system, variant and fault that has a run that is ok, the costliest first. */
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
      share: toShare(runs),
      undisturbed: toShare(runs.filter(({ disturbed }) => !disturbed)),
    }];
  }).sort((a, b) => (b.share.mean ?? 0) - (a.share.mean ?? 0));
}

function toShare(runs: readonly Recovery[]): CostShare {
  const { n, mean, lower, upper }: MeanInterval = meanInterval(sharesOf(runs));
  return lower === upper ? { n, mean, lower: null, upper: null } : {
    n,
    mean,
    lower: lower === null ? null : Math.max(0, lower),
    upper: upper === null ? null : Math.min(1, upper),
  };
}

/** How sure it is that one fault costs more than the others of the same variant. */
export interface CostRank {
  /** Faults that do not differ from it significantly: too few runs, or an adjusted p of 5 % or more. */
  readonly rivals: readonly FaultCost[];
  /** Largest adjusted p among the faults that differ from it significantly; null when none does. */
  readonly p: number | null;
  /** Faults compared with it, for which the p are adjusted. */
  readonly comparisons: number;
  /** Whether no session ran it beside another of them: what changed between sessions is in each comparison then. */
  readonly apart: boolean;
}

/** Probability of a difference by chance from which on two faults cannot be told apart. */
const LEVEL = 0.05;

/** Compares the shares of runs of one fault with those of each other, by a two-sided rank test adjusted by Holm. */
export function rankCost(
  cost: FaultCost,
  costs: readonly FaultCost[],
): CostRank {
  const others = costs.filter((other) => other !== cost);
  const own = sharesOf(cost.runs);
  const tested = others.filter(({ runs }) =>
    own.length > 0 && sharesOf(runs).length > 0
  );
  const ps = holm(
    tested.map(({ runs }) => mannWhitney(own, sharesOf(runs)).p),
  );
  const told = tested.filter((_, i) => (ps[i] ?? 1) < LEVEL);
  const sessions = new Set(cost.runs.map(({ session }) => session));
  return {
    rivals: others.filter((other) => !told.includes(other)),
    p: told.length === 0 ? null : Math.max(...ps.filter((p) => p < LEVEL)),
    comparisons: tested.length,
    apart: !others.some(({ runs }) =>
      runs.some(({ session }) => sessions.has(session))
    ),
  };
}

function sharesOf(runs: readonly Recovery[]): number[] {
  return runs.filter(({ attempted }) => attempted > 0)
    .map(({ lost, attempted }) => lost / attempted);
}
