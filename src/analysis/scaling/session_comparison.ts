/** Compares the throughput of consecutive sessions case by case, and separates changes from noise. */
import { compareText } from "../../record/mod.ts";
import { median, quantiles, stratifiedTest } from "../../statistics/mod.ts";
import {
  type ComparisonResult,
  evaluateComparisons,
} from "../overview/comparison.ts";
import type { MeasuredRun } from "./measured_runs.ts";

/** One case of both sessions; `higher` if the later was faster. p is adjusted over all cases of the comparison. */
export interface ComparedCase extends ComparisonResult {
  readonly case_id: string;
  /** Median throughput of the runs that are ok, in successful operations a second, and the number of these runs. */
  readonly before: number;
  readonly after: number;
  readonly n: readonly [before: number, after: number];
  /** after / before, 1 = no change. */
  readonly ratio: number;
}

/** Two sessions compared, case by case. */
export interface SessionComparison {
  readonly before: string;
  readonly after: string;
  readonly cases: readonly ComparedCase[];
  /** Cases with runs that are ok in only one of the sessions. */
  readonly unmatched: number;
  /** Median of the ratios of all cases, with its 95 % interval; bounds null with fewer than six cases. */
  readonly ratio: number;
  readonly lower: number | null;
  readonly upper: number | null;
  /** Two-sided p of no difference between the sessions: exact over all cases together, runs exchanged within a case. */
  readonly p: number;
}

/** Compares each session with the previous one where they share a case, by the throughput of runs that are ok. */
export function compareSessions(
  runs: readonly MeasuredRun[],
): SessionComparison[] {
  const sessions = [
    ...Map.groupBy(runs, ({ session }) => session ?? ""),
  ].sort(([a], [b]) => compareText(a, b));
  return sessions.slice(1).flatMap(([after, runsAfter], i) => {
    const [before, runsBefore] = sessions[i] ?? ["", []];
    const compared = compare(throughputs(runsBefore), throughputs(runsAfter));
    return compared === null ? [] : [{ before, after, ...compared }];
  });
}

type Throughputs = ReadonlyMap<string, readonly number[]>;

function throughputs(runs: readonly MeasuredRun[]): Throughputs {
  const known = runs.filter(({ throughput }) => throughput !== null);
  const cases = Map.groupBy(known, ({ case_id }) => case_id);
  return new Map(
    [...cases].map(([case_id, runs]) => [
      case_id,
      runs.flatMap(({ throughput }) => throughput ?? []),
    ]),
  );
}

function compare(
  before: Throughputs,
  after: Throughputs,
): Omit<SessionComparison, "before" | "after"> | null {
  const shared = [...before].flatMap(([case_id, second]) => {
    const first = after.get(case_id);
    return first ? [{ case_id, first, second }] : [];
  }).sort((a, b) => compareText(a.case_id, b.case_id));
  const comparisons = evaluateComparisons(
    shared.map((pair) => stratifiedTest([pair])),
  );
  const cases = shared.flatMap(({ case_id, first, second }, i) => {
    const comparison = comparisons[i];
    const [before, after] = [median(second), median(first)];
    return comparison
      ? [{
        case_id,
        before,
        after,
        n: [second.length, first.length] as const,
        ratio: after / before,
        ...comparison,
      }]
      : [];
  });
  const [middle] = quantiles(cases.map(({ ratio }) => ratio), [0.5]);
  if (!middle || middle.value === null) return null;
  return {
    cases,
    unmatched: before.size + after.size - 2 * cases.length,
    ratio: middle.value,
    lower: middle.lower,
    upper: middle.upper,
    p: stratifiedTest(shared).p,
  };
}
