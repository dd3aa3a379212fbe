/** What a rule of validity is, and what it says. */
import type { ValidityFacts } from "./validity_facts.ts";

/**
 * `invalid`: the figures are not of what was asked for, and enter no statistic. `failed`: the system under test ended by
 * itself. `doubtful`: they count, and are shown with what is said.
 */
export type Severity = "invalid" | "failed" | "doubtful";

/** What a rule found: how much it weighs, and the figures it rests on in a sentence. */
export interface Found {
  readonly severity: Severity;
  readonly text: string;
}

/** Why a run counts less than others. */
export interface Reason extends Found {
  /** Stable name of the kind, such as `stand-still`. */
  readonly code: string;
}

/** One rule. */
export interface Rule {
  readonly code: string;
  readonly question: string;
  /** Null when it does not apply, or when that cannot be told. */
  readonly apply: (facts: ValidityFacts) => Found | null;
}

export function invalid(text: string): Found {
  return { severity: "invalid", text };
}

export function doubtful(text: string): Found {
  return { severity: "doubtful", text };
}
