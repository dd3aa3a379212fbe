/** Validity rules and their results. */
import type { ValidityFacts } from "./validity_facts.ts";

/**
 * `invalid`: the run did not measure what was configured and enters no statistic. `failed`: the system under test
 * exited on its own. `doubtful`: the run counts, and is shown with the reason.
 */
export type Severity = "invalid" | "failed" | "doubtful";

/** The result of a rule that applies: its severity, and the values it rests on in a sentence. */
export interface RuleResult {
  readonly severity: Severity;
  readonly text: string;
  /** Ids of the other runs that `text` names. */
  readonly runs: readonly string[];
}

/** A reason that limits a run. */
export interface Reason extends RuleResult {
  /** Stable name of the rule, such as `stand-still`. */
  readonly code: string;
}

/** A validity rule. */
export interface Rule {
  readonly code: string;
  readonly question: string;
  /** Returns null if the rule does not apply or its facts are unknown. */
  readonly apply: (facts: ValidityFacts) => RuleResult | null;
}

/** Returns a result of severity `invalid`. */
export function invalid(text: string): RuleResult {
  return { severity: "invalid", text, runs: [] };
}

/** Returns a result of severity `failed`. */
export function failed(text: string): RuleResult {
  return { severity: "failed", text, runs: [] };
}

/** Returns a result of severity `doubtful`; `runs` are the ids of the other runs that `text` names. */
export function doubtful(
  text: string,
  runs: readonly string[] = [],
): RuleResult {
  return { severity: "doubtful", text, runs };
}
