/** Two sessions of the same cases side by side: what changed between them, what is noise, and what cannot be told. */
import { median, quantiles, stratifiedTest } from "../../statistics/mod.ts";
import { judge, type Judgement } from "../overview/comparison.ts";
import type { MeasuredRun } from "./measured_runs.ts";

/** One case that both sessions ran; `higher` where the later one was faster. p is adjusted for all cases of the comparison. */
export interface ComparedCase extends Judgement {
  readonly case_id: string;
  /** Medians over the runs that are ok, in successes a second, and how many these are. */
  readonly before: number;
  readonly after: number;
  readonly n: readonly [before: number, after: number];
  /** After to before, 1 for no change. */
  readonly ratio: number;
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
  /** Two-sided, that the sessions do not differ: exact over all cases together, runs exchanged within a case. */
  readonly p: number;
}

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
  const shared = [...before].flatMap(([case_id, was]) => {
    const is = after.get(case_id);
    return is ? [{ case_id, first: is, second: was }] : [];
  }).sort((a, b) => a.case_id < b.case_id ? -1 : 1);
  const judgements = judge(shared.map((one) => stratifiedTest([one])));
  const cases = shared.flatMap(({ case_id, first, second }, i) => {
    const judgement = judgements[i];
    const [was, is] = [median(second), median(first)];
    return judgement
      ? [{
        case_id,
        before: was,
        after: is,
        n: [second.length, first.length] as const,
        ratio: is / was,
        ...judgement,
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
