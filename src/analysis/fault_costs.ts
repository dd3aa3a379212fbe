/** What each fault cost its users: the share of operations that were not answered in time, over repetitions. */
import { type MeanInterval, meanInterval } from "../statistics/mod.ts";
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
  const shares = runs.filter(({ attempted }) => attempted > 0)
    .map(({ lost, attempted }) => lost / attempted);
  const { n, mean, lower, upper }: MeanInterval = meanInterval(shares);
  return lower === upper ? { n, mean, lower: null, upper: null } : {
    n,
    mean,
    lower: lower === null ? null : Math.max(0, lower),
    upper: upper === null ? null : Math.min(1, upper),
  };
}

/** Faults whose interval reaches that of `cost`: so few runs cannot tell which of them costs more. */
export function rivalsOfCost(
  cost: FaultCost,
  costs: readonly FaultCost[],
): FaultCost[] {
  const [from, to] = bounds(cost.share);
  return costs.filter((other) => {
    const [lower, upper] = bounds(other.share);
    return other !== cost && other.share.mean !== null && lower <= to &&
      upper >= from;
  });
}

/** A single run may stand for any share; runs that are all alike stand for theirs. */
function bounds({ n, mean, lower, upper }: CostShare): [number, number] {
  if (lower !== null && upper !== null) return [lower, upper];
  return n < 2 || mean === null ? [0, 1] : [mean, mean];
}
