/** Selects the runs of one side of a comparison by what its user wrote. */
import { closest, UsageError } from "../../record/mod.ts";
import { caseKey } from "./compared_run.ts";

/** What a run can be selected by. */
export interface SelectableRun {
  readonly run_id: string;
  readonly experiment: string;
  readonly case_id: string;
  readonly system: string;
  readonly system_version: string;
  readonly tool_version: string;
  readonly mode: string;
  /** Empty if there is none. */
  readonly session: string;
  readonly settings: ReadonlyMap<string, string>;
}

/** Ways to select runs; `set` has the value `key=value`. */
export const termKinds = [
  "run",
  "case",
  "session",
  "experiment",
  "system",
  "version",
  "revision",
  "mode",
  "set",
  "baseline",
] as const;
/** What a term of a side names, such as a run or a system. */
export type TermKind = (typeof termKinds)[number];

/** One condition: `session:20261129T104152Z`. */
export interface Term {
  readonly kind: TermKind;
  readonly value: string;
}

/** Runs that fulfil all terms, in order of their ids. */
export interface Selection {
  /** As it was written. */
  readonly text: string;
  readonly terms: readonly Term[];
  /** Empty for a baseline, whose runs are in its file. */
  readonly runs: readonly SelectableRun[];
  /** Name of the saved baseline; null for runs of the records. */
  readonly baseline: string | null;
}

const kinds = termKinds.join("|");
/** A comma that begins another term: ids of cases have commas of their own. */
const separator = new RegExp(`,(?=(?:${kinds}):)`);
const written = new RegExp(`^(${kinds}):([^]*)$`);

/**
 * Selects the runs that a text names: terms such as `system:etcd,experiment:cluster-scale`, all of which must hold, or
 * one word without a kind: `last`, a run id or the beginning of some, a session, experiment, case, system, version, git
 * revision or baseline. Throws `UsageError` if it names no run, or things of several kinds.
 */
export function selectRuns(
  text: string,
  runs: readonly SelectableRun[],
  baselines: readonly string[],
): Selection {
  const terms = text.split(separator).map((part): Term => {
    const [, kind, value = ""] = written.exec(part) ?? [];
    return kind !== undefined
      ? { kind: kind as TermKind, value }
      : guess(part, runs, baselines);
  });
  const unset = terms.find(({ kind, value }) =>
    kind === "set" && value.indexOf("=") < 1
  );
  if (unset) {
    throw new UsageError(
      `Cannot select '${text}' as a setting must be set:key=value: current value is '${unset.value}'`,
    );
  }
  const saved = terms.find(({ kind }) => kind === "baseline");
  if (saved) {
    if (terms.length > 1) {
      throw new UsageError(
        `Cannot select '${text}' as a baseline is compared whole; name it alone`,
      );
    }
    if (!baselines.includes(saved.value)) {
      throw new UsageError(
        baselines.length === 0
          ? `Cannot compare baseline '${saved.value}' as none is saved; --save-baseline does`
          : `Cannot compare baseline '${saved.value}' as it is not saved; there are ${
            named(baselines)
          }`,
      );
    }
    return { text, terms, runs: [], baseline: saved.value };
  }
  const found = terms.reduce(
    (left, term) => left.filter((run) => fulfils(run, term)),
    runs,
  );
  if (found.length === 0) {
    throw new UsageError(
      `Cannot compare '${text}' as no run fulfils it${hintFor(terms, runs)}`,
    );
  }
  return { text, terms, runs: found, baseline: null };
}

/** Finds what a word without a kind names. */
function guess(
  word: string,
  runs: readonly SelectableRun[],
  baselines: readonly string[],
): Term {
  const last = runs.findLast(({ mode }) => mode !== "imported") ?? runs.at(-1);
  if (word === "last" && last) return { kind: "run", value: last.run_id };
  if (runs.some(({ run_id }) => run_id === word)) {
    return { kind: "run", value: word };
  }
  const exact = termKinds.filter((kind) =>
    kind === "baseline"
      ? baselines.includes(word)
      : kind !== "run" && kind !== "set" && kind !== "revision" &&
        runs.some((run) => fulfils(run, { kind, value: word }))
  );
  if (exact.length > 1) {
    throw new UsageError(
      `Cannot compare '${word}' as it can be a ${exact.join(" or a ")}; write ${
        exact.map((kind) => `${kind}:${word}`).join(" or ")
      }`,
    );
  }
  const kind = exact[0] ??
    (["run", "revision"] as const).find((kind) =>
      word !== "" && runs.some((run) => fulfils(run, { kind, value: word }))
    );
  if (kind !== undefined) return { kind, value: word };
  const known = new Set([
    ...baselines,
    ...runs.flatMap(({ run_id, experiment, session, system }) =>
      [run_id, experiment, session, system].filter((name) => name !== "")
    ),
  ]);
  throw new UsageError(
    known.size === 0
      ? `Cannot compare '${word}' as there are no runs: make one with deno task run`
      : `Cannot compare '${word}' as it is no run, case, session, experiment, system, version, revision or baseline; the nearest are ${
        named(closest(word.slice(0, 100), [...known], 3))
      }`,
  );
}

/** Returns true if a run fulfils a term; a baseline's term holds for no run of the records. */
function fulfils(run: SelectableRun, { kind, value }: Term): boolean {
  switch (kind) {
    case "run":
      return value !== "" &&
        run.run_id.toLowerCase().startsWith(value.toLowerCase());
    case "case":
      return run.case_id === value || caseKey(run) === value;
    case "version":
      return value !== "" && run.system_version === value;
    case "revision":
      return isRevision(run.tool_version, value);
    case "set": {
      const at = value.indexOf("=");
      return run.settings.get(value.slice(0, at)) === value.slice(at + 1);
    }
    case "baseline":
      return false;
    default:
      return value !== "" && run[kind] === value;
  }
}

/** Git revisions are recorded short, and can be asked for shorter or in full; code that differs from one is another. */
function isRevision(tool_version: string, value: string): boolean {
  const recorded = tool_version.split("+")[1] ?? "";
  if (recorded === "" || value.length < 4) return false;
  return recorded === value ||
    !recorded.includes("-") &&
      (recorded.startsWith(value) || value.startsWith(recorded));
}

/** Names the values that the first term could have had which no run fulfils; of several each may hold for other runs. */
function hintFor(
  terms: readonly Term[],
  runs: readonly SelectableRun[],
): string {
  const term = terms.find((one) => !runs.some((run) => fulfils(run, one)));
  if (term === undefined) return ": each term has runs, but not the same";
  const { kind, value } = term;
  const known = kind === "run"
    ? runs.map(({ run_id }) => run_id)
    : kind === "case"
    ? runs.map(({ case_id }) => case_id)
    : kind === "version"
    ? runs.map(({ system_version }) => system_version)
    : kind === "revision"
    ? runs.map(({ tool_version }) => tool_version.split("+")[1] ?? "")
    : kind === "set" || kind === "baseline"
    ? []
    : runs.map((run) => run[kind]);
  const values = [...new Set(known)].filter((name) => name !== "");
  return values.length === 0
    ? ""
    : `; the nearest are ${named(closest(value.slice(0, 100), values, 3))}`;
}

function named(names: readonly string[]): string {
  return names.slice(0, 9).join(", ");
}
