/** Runs that a validity reason limits, as rows. */
import type { RunStatus } from "../../record/mod.ts";
import type { RunValidity } from "../validity/validity.ts";
import type { Reason, Severity } from "../validity/reason.ts";

/** A run with at least one validity reason. */
export interface RunCaveat {
  readonly run_id: string;
  readonly status: RunStatus;
  /** True if the run enters statistics. */
  readonly counts: boolean;
  /** True if background load is above the fail limit: a second statistic excludes the run. */
  readonly disturbed: boolean;
  /** Background load in cores; null when unknown. */
  readonly background_load: number | null;
  readonly reasons: readonly Reason[];
  /** All reasons in one sentence, the worst first. */
  readonly text: string;
}

/** The validity of a run, with its id. */
export type IdentifiedValidity = RunValidity & { readonly run_id: string };

/** Worst first. */
const severities: readonly Severity[] = ["invalid", "failed", "doubtful"];

/** Returns a row for each run that has a reason, in the order of `runs`. */
export function runCaveats(runs: readonly IdentifiedValidity[]): RunCaveat[] {
  return runs.filter(({ reasons }) => reasons.length > 0)
    .map(({ run_id, status, reasons, background_load, disturbed }) => ({
      run_id,
      status,
      counts: status === "ok",
      disturbed,
      background_load,
      reasons,
      text: worstFirst(reasons).map(({ text }) => text).join("; "),
    }));
}

/**
 * Returns the mark printed beside a run's value: its status unless `ok`, else `disturbed` if it is, else its reasons
 * in short; empty without reasons.
 */
export function markOf({ status, reasons, disturbed }: RunValidity): string {
  if (status !== "ok") return status;
  if (disturbed) return "disturbed";
  return reasons.map(({ code }) => code.replaceAll("-", " ")).join(", ");
}

function worstFirst(reasons: readonly Reason[]): Reason[] {
  return reasons.toSorted((a, b) => severityRank(a) - severityRank(b));
}

function severityRank({ severity }: Pick<Reason, "severity">): number {
  return severities.indexOf(severity);
}
