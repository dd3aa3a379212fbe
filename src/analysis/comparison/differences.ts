/** Finds what differs between two sides beside what is compared. */
import { bookkeepingParams } from "../../record/mod.ts";
import { type ComparedRun, ownValue } from "./compared_run.ts";
import type { Term } from "./select_runs.ts";

/** What a factor is: where and by what was measured, versions, or settings. */
export type FactorKind = "environment" | "version" | "setting";

/** A factor with other values on one side than on the other. */
export interface Difference {
  readonly key: string;
  readonly kind: FactorKind;
  /** Distinct values of each side in order; `not recorded` for runs without one. */
  readonly a: readonly string[];
  readonly b: readonly string[];
  /** True if no value is on both sides: whatever differs between the sides can come from it. */
  readonly coincides: boolean;
  /** True if it is what the sides are compared by. */
  readonly compared: boolean;
}

const bookkeeping: ReadonlySet<string> = new Set(bookkeepingParams);
const NONE = "not recorded";

/** Returns the factors that differ, those of the environment first; `isCompared` says which are compared. */
export function differencesOf(
  a: readonly ComparedRun[],
  b: readonly ComparedRun[],
  isCompared: (key: string) => boolean,
): Difference[] {
  const runs = [...a, ...b];
  const keys = [...new Set(runs.flatMap(({ factors }) => Object.keys(factors)))]
    .filter((key) => !bookkeeping.has(key)).sort();
  const compared = keys.filter(isCompared);
  return keys.flatMap((key): Difference[] => {
    const [first, second] = [valuesOf(a, key), valuesOf(b, key)];
    if (first.join("\n") === second.join("\n")) return [];
    return [{
      key,
      kind: kindOf(key),
      a: first,
      b: second,
      coincides: first.every((value) => !second.includes(value)),
      compared: isCompared(key) ||
        // Another name of the same, such as a version that is in the environment too.
        compared.some((other) =>
          runs.every(({ factors }) =>
            ownValue(factors, key) === ownValue(factors, other)
          )
        ),
    }];
  }).sort((one, other) => rank(one) - rank(other));
}

/** Returns the differences that forbid to say where a difference comes from. */
export function confounders(differences: readonly Difference[]): Difference[] {
  return differences.filter(({ kind, coincides, compared }) =>
    kind === "environment" && coincides && !compared
  );
}

/** What the sides are compared by, from how they were selected; `varies` are further keys that differ by design. */
export function comparedBy(
  sides: readonly (readonly Term[])[],
  runs: readonly ComparedRun[],
  varies: readonly string[],
): (key: string) => boolean {
  const terms = sides.flat();
  const has = (kind: Term["kind"]) =>
    terms.some((term) => term.kind === kind) &&
    new Set(
        terms.filter((term) => term.kind === kind).map(({ value }) => value),
      ).size > 1;
  const systems = [...new Set(runs.map(({ system }) => system))];
  const keys = new Set([
    ...varies,
    ...has("version") ? ["system_version"] : [],
    ...has("revision") ? ["tool_version"] : [],
    ...has("mode") ? ["mode"] : [],
    ...has("experiment") ? ["experiment"] : [],
    ...has("system") ? ["system", "system_version"] : [],
    ...terms.filter(({ kind }) => kind === "set").map(({ value }) =>
      value.slice(0, value.indexOf("="))
    ),
    ...caseKeys(runs),
  ]);
  return (key) =>
    keys.has(key) ||
    has("system") && systems.some((system) => key.startsWith(`${system}_`));
}

/**
 * Returns the settings that tell the sides apart by design: those of the terms `set:` and of `varies` of which each side
 * has one value, and not the same. A case has another name on each side only because of them.
 */
export function designedKeys(
  { a, b }: {
    readonly a: readonly ComparedRun[];
    readonly b: readonly ComparedRun[];
  },
  sides: readonly (readonly Term[])[],
  varies: readonly string[],
): Set<string> {
  const keys = sides.flat().filter(({ kind }) => kind === "set")
    .map(({ value }) => value.slice(0, value.indexOf("=")));
  return new Set(
    [...keys, ...varies].filter((key) => {
      const [first, second] = [valuesOf(a, key), valuesOf(b, key)];
      return first.length === 1 && second.length === 1 &&
        first[0] !== second[0];
    }),
  );
}

/** Keys that name the cases of runs: `workers` of `etcd nodes=3 workers=10`. */
function caseKeys(runs: readonly ComparedRun[]): string[] {
  return runs.flatMap(({ case_id }) =>
    [...case_id.matchAll(/(?:^|[ ,])([\w.-]+)=/g)].map(([, key = ""]) => key)
  );
}

function valuesOf(runs: readonly ComparedRun[], key: string): string[] {
  const values = runs.map(({ factors }) => ownValue(factors, key) ?? NONE);
  return [...new Set(values)].sort();
}

function kindOf(key: string): FactorKind {
  if (/version$/.test(key)) return "version";
  return key.startsWith("environment.") || key === "mode" || key === "tool"
    ? "environment"
    : "setting";
}

function rank({ kind }: Difference): number {
  return ["environment", "version", "setting"].indexOf(kind);
}
