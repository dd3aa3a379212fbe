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
  return { severity: "invalid", text };
}

/** Returns a result of severity `doubtful`. */
export function doubtful(text: string): RuleResult {
  return { severity: "doubtful", text };
}
