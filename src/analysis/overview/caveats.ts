/** What limits the runs of a report, as rows of tables that look alike in every report. */
import type { RunStatus } from "../../record/mod.ts";
import type { RunValidity } from "../validity/validity.ts";
import type { Reason, Severity } from "../validity/reason.ts";

/** A run with something that limits it. */
export interface Caveat {
  readonly run_id: string;
  readonly status: RunStatus;
  /** Whether it enters statistics. */
  readonly counts: boolean;
  /** Whether a second figure leaves it out. */
  readonly disturbed: boolean;
  /** Cores in use by others; null when unknown. */
  readonly foreign_load: number | null;
  readonly reasons: readonly Reason[];
  /** All reasons in one sentence, the worst first. */
  readonly text: string;
}

/** One kind of reason over some runs. */
export interface CaveatKind {
  readonly code: string;
  readonly severity: Severity;
  /** Runs that have it, of how many. */
  readonly runs: number;
  readonly of: number;
  /** The first of them, with its figures. */
  readonly run_id: string;
  readonly text: string;
}

type Judged = RunValidity & { readonly run_id: string };

/** From the worst to the mildest. */
const severities: readonly Severity[] = ["invalid", "failed", "doubtful"];

/** "Runs and what limits them": a row for each run that has a reason, in the order they are given. */
export function caveats(runs: readonly Judged[]): Caveat[] {
  return runs.filter(({ reasons }) => reasons.length > 0)
    .map(({ run_id, status, reasons, foreign_load, disturbed }) => ({
      run_id,
      status,
      counts: status === "ok",
      disturbed,
      foreign_load,
      reasons,
      text: worstFirst(reasons).map(({ text }) => text).join("; "),
    }));
}

/** The same by kind of reason, the worst kinds first and of those the most frequent. */
export function caveatKinds(runs: readonly Judged[]): CaveatKind[] {
  const found = runs.flatMap(({ run_id, reasons }) =>
    reasons.map((reason) => ({ ...reason, run_id }))
  );
  const kinds = Map.groupBy(
    found,
    ({ code, severity }) => `${severity} ${code}`,
  );
  return [...kinds.values()].flatMap(([first, ...more]) =>
    first ? [{ ...first, runs: 1 + more.length, of: runs.length }] : []
  ).toSorted((a, b) => weigh(a) - weigh(b) || b.runs - a.runs);
}

/**
 * What to write beside a run's figure: empty for one that nothing limits, `disturbed` for one that a second figure leaves
 * out, the status of one that does not count, otherwise the codes of its reasons.
 */
export function markOf({ status, reasons, disturbed }: RunValidity): string {
  if (status !== "ok") return status;
  if (disturbed) return "disturbed";
  return reasons.map(({ code }) => code).join(", ");
}

function worstFirst(reasons: readonly Reason[]): Reason[] {
  return reasons.toSorted((a, b) => weigh(a) - weigh(b));
}

function weigh({ severity }: Pick<Reason, "severity">): number {
  return severities.indexOf(severity);
}
