/** Matches the cases of two sides, and the runs of each case by their session. */
import { caseKey, type ComparedRun } from "./compared_run.ts";

/** Runs of both sides under the same conditions. */
export interface RunStratum {
  /** Empty for runs without one, and where no session has runs of both sides. */
  readonly session: string;
  readonly a: readonly ComparedRun[];
  readonly b: readonly ComparedRun[];
}

/** One case of both sides. */
export interface CasePair {
  /** Empty if each side is a single case. */
  readonly name: string;
  readonly strata: readonly RunStratum[];
  /** True if no session has runs of both sides: then what changed between their sessions is in the difference too. */
  readonly apart: boolean;
  /** Runs left out as their session has none of the other side. */
  readonly aside: readonly ComparedRun[];
}

/** The cases of two sides. */
export interface CasePairs {
  readonly pairs: readonly CasePair[];
  /** Cases that only one side has. */
  readonly unmatched: readonly string[];
}

/**
 * Matches runs that count. If each side is a single case they are a pair, whatever they are called; else cases are
 * matched by name, without the system, and by experiment unless each side has one.
 */
export function pairCases(
  a: readonly ComparedRun[],
  b: readonly ComparedRun[],
): CasePairs {
  const [casesA, casesB] = [casesOf(a, ""), casesOf(b, "")];
  const experiments = (runs: readonly ComparedRun[]) =>
    new Set(runs.map(({ experiment }) => experiment)).size;
  if (casesA.size === 1 && casesB.size === 1) {
    return { pairs: [toPair("", a, b)], unmatched: [] };
  }
  const named = experiments(a) > 1 || experiments(b) > 1;
  const [first, second] = [
    casesOf(a, named ? "experiment" : "key"),
    casesOf(b, named ? "experiment" : "key"),
  ];
  const pairs = [...first].flatMap(([name, runs]) => {
    const others = second.get(name);
    return others ? [toPair(name, runs, others)] : [];
  }).sort((one, other) => one.name < other.name ? -1 : 1);
  const unmatched = [
    ...[...first.keys()].filter((name) => !second.has(name)),
    ...[...second.keys()].filter((name) => !first.has(name)),
  ].sort();
  return { pairs, unmatched };
}

function casesOf(
  runs: readonly ComparedRun[],
  by: "" | "key" | "experiment",
): Map<string, ComparedRun[]> {
  return Map.groupBy(
    runs,
    (run) =>
      by === "experiment"
        ? `${run.experiment}: ${caseKey(run)}`
        : by === "key"
        ? caseKey(run)
        : `${run.experiment}\n${run.case_id}`,
  );
}

function toPair(
  name: string,
  a: readonly ComparedRun[],
  b: readonly ComparedRun[],
): CasePair {
  const others = Map.groupBy(b, ({ session }) => session);
  const shared = [...Map.groupBy(a, ({ session }) => session)].flatMap((
    [session, runs],
  ) => {
    const beside = others.get(session);
    return beside ? [{ session, a: runs, b: beside }] : [];
  }).sort((one, other) => one.session < other.session ? -1 : 1);
  if (shared.length === 0) {
    return { name, strata: [{ session: "", a, b }], apart: true, aside: [] };
  }
  const used = new Set(shared.flatMap((one) => [...one.a, ...one.b]));
  return {
    name,
    strata: shared,
    apart: false,
    aside: [...a, ...b].filter((run) => !used.has(run)),
  };
}
