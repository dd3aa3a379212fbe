/** Two sessions of the same cases side by side: what changed between them, and what is noise. */
import { mannWhitney, median, quantiles } from "../statistics/mod.ts";
import type { MeasuredRun } from "./measured_runs.ts";

/** One case that both sessions ran. */
export interface ComparedCase {
  readonly case_id: string;
  /** Medians over the runs that are ok, in successes a second, and how many these are. */
  readonly before: number;
  readonly after: number;
  readonly n: readonly [before: number, after: number];
  /** After to before, 1 for no change. */
  readonly ratio: number;
  /** Two-sided, of the rank test; with two runs on each side it is never below 1/3. */
  readonly p: number;
  /** `~` where the difference is within noise. */
  readonly verdict: "higher" | "lower" | "~";
}

export interface SessionComparison {
  readonly before: string;
  readonly after: string;
  readonly cases: readonly ComparedCase[];
  /** Cases that only one of them has runs of that are ok. */
  readonly unmatched: number;
  /** Median of the ratios of all cases, with its 95 % interval; null with fewer than six cases. */
  readonly ratio: number;
  readonly lower: number | null;
  readonly upper: number | null;
}

/** Probability of a difference by chance from which on it is noise. */
const NOISE = 0.05;

/** Each session beside the one before it, where they share a case; of runs that are ok, by throughput. */
export function compareSessions(
  runs: readonly MeasuredRun[],
): SessionComparison[] {
  const sessions = [
    ...Map.groupBy(runs, ({ session }) => session ?? ""),
  ].sort(([a], [b]) => a < b ? -1 : 1);
  return sessions.slice(1).flatMap(([after, mine], i) => {
    const [before, others] = sessions[i] ?? ["", []];
    const compared = compare(throughputs(others), throughputs(mine));
    return compared === null ? [] : [{ before, after, ...compared }];
  });
}

type Throughputs = ReadonlyMap<string, readonly number[]>;

function throughputs(runs: readonly MeasuredRun[]): Throughputs {
  const known = runs.filter(({ throughput }) => throughput !== null);
  const cases = Map.groupBy(known, ({ case_id }) => case_id);
  return new Map(
    [...cases].map(([case_id, same]) => [
      case_id,
      same.flatMap(({ throughput }) => throughput ?? []),
    ]),
  );
}

function compare(
  before: Throughputs,
  after: Throughputs,
): Omit<SessionComparison, "before" | "after"> | null {
  const cases = [...before].flatMap(([case_id, was]) => {
    const is = after.get(case_id);
    return is ? [compareCase(case_id, { was, is })] : [];
  }).sort((a, b) => a.case_id < b.case_id ? -1 : 1);
  const [middle] = quantiles(cases.map(({ ratio }) => ratio), [0.5]);
  if (!middle || middle.value === null) return null;
  return {
    cases,
    unmatched: before.size + after.size - 2 * cases.length,
    ratio: middle.value,
    lower: middle.lower,
    upper: middle.upper,
  };
}

function compareCase(
  case_id: string,
  { was, is }: {
    readonly was: readonly number[];
    readonly is: readonly number[];
  },
): ComparedCase {
  const [before, after] = [median(was), median(is)];
  const { p } = mannWhitney(was, is);
  return {
    case_id,
    before,
    after,
    n: [was.length, is.length],
    ratio: after / before,
    p,
    verdict: p >= NOISE ? "~" : after > before ? "higher" : "lower",
  };
}
