/** Matches the cases of two sides, and the runs of each case by their session. */
import { compareText } from "../../record/mod.ts";
import { caseKey, type ComparedRun, ownValue } from "./compared_run.ts";

/** Runs of both sides under the same conditions. */
export interface RunStratum {
  /** Empty for runs without one, and where no session has runs of both sides. */
  readonly session: string;
  /** Settings by which cases are pooled, such as `fault=kill-leader`, and the block of interleaved runs; else empty. */
  readonly pooled: string;
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

/** Options of `pairCases`. */
export interface PairOptions {
  /** Keys by which the sides differ by design: they do not name a case. */
  readonly compared: ReadonlySet<string>;
  /** Keys whose cases are one: runs are exchanged only between those of the same value. */
  readonly pooled: ReadonlySet<string>;
}

const asNamed: PairOptions = { compared: new Set(), pooled: new Set() };

/**
 * Matches runs that count. If each side is a single case they are a pair, whatever they are called; else cases are
 * matched by name, without the system and the settings that are compared or pooled, and by experiment unless each side
 * has one.
 */
export function pairCases(
  a: readonly ComparedRun[],
  b: readonly ComparedRun[],
  { compared, pooled }: PairOptions = asNamed,
): CasePairs {
  const [casesA, casesB] = [casesOf(a, caseOf), casesOf(b, caseOf)];
  const experiments = (runs: readonly ComparedRun[]) =>
    new Set(runs.map(({ experiment }) => experiment)).size;
  if (casesA.size === 1 && casesB.size === 1) {
    return { pairs: [toPair("", { a, b }, new Set())], unmatched: [] };
  }
  const named = experiments(a) > 1 || experiments(b) > 1;
  const unnamed = new Set([...compared, ...pooled]);
  const nameOf = (run: ComparedRun) =>
    [named ? `${run.experiment}:` : "", caseName(run, unnamed)]
      .filter((part) => part !== "").join(" ");
  const [first, second] = [casesOf(a, nameOf), casesOf(b, nameOf)];
  const pairs = [...first].flatMap(([name, runs]) => {
    const others = second.get(name);
    return others ? [toPair(name, { a: runs, b: others }, pooled)] : [];
  }).sort((one, other) => compareText(one.name, other.name));
  const unmatched = [
    ...[...first.keys()].filter((name) => !second.has(name)),
    ...[...second.keys()].filter((name) => !first.has(name)),
  ].sort();
  return { pairs, unmatched };
}

function casesOf(
  runs: readonly ComparedRun[],
  nameOf: (run: ComparedRun) => string,
): Map<string, ComparedRun[]> {
  return Map.groupBy(runs, nameOf);
}

/** Name of a case as it is recorded, with its experiment. */
function caseOf({ experiment, case_id }: ComparedRun): string {
  return `${experiment}\n${case_id}`;
}

/** Returns the name of a case without its system and these settings. */
function caseName(run: ComparedRun, without: ReadonlySet<string>): string {
  return caseKey(run).split(" ").filter((part) => {
    const at = part.indexOf("=");
    const key = part.slice(0, Math.max(0, at));
    // A setting of a system is recorded with the name of its system before it.
    return !without.has(key) && !without.has(`${run.system}_${key}`);
  }).join(" ");
}

/** Block 10 after block 9, the same in every language. */
const inOrder = new Intl.Collator("en", { numeric: true });

type Sides = Pick<RunStratum, "a" | "b">;

function toPair(
  name: string,
  { a, b }: Sides,
  pooled: ReadonlySet<string>,
): CasePair {
  const pooledOf = ({ factors }: ComparedRun) =>
    [
      ...factors.block === undefined ? [] : [`block ${factors.block}`],
      ...[...pooled].map((key) =>
        `${key}=${ownValue(factors, key) ?? "not recorded"}`
      ),
    ].join(" ");
  const keyOf = (run: ComparedRun) => `${run.session}\n${pooledOf(run)}`;
  const others = Map.groupBy(b, keyOf);
  const shared = [...Map.groupBy(a, keyOf)].sort(([one], [other]) =>
    inOrder.compare(one, other)
  ).flatMap(([key, runs]): RunStratum[] => {
    const beside = others.get(key);
    const [first] = runs;
    return beside && first
      ? [{
        session: first.session,
        pooled: pooledOf(first),
        ...{ a: runs, b: beside },
      }]
      : [];
  });
  if (shared.length === 0) {
    const all = { session: "", pooled: "", a, b };
    return { name, strata: [all], apart: true, aside: [] };
  }
  const used = new Set(shared.flatMap((one) => [...one.a, ...one.b]));
  return {
    name,
    strata: shared,
    apart: false,
    aside: [...a, ...b].filter((run) => !used.has(run)),
  };
}
