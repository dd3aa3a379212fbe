/** Integrity checks and their results. */
import { formatDigits } from "../../record/mod.ts";
import type { RunFacts } from "./run_facts.ts";

/**
 * `fail`: the reported values contradict each other or were measured wrongly. `warn`: usable with the stated caveat.
 * `given`: guaranteed by construction, so not evidence. `unknown`: not recorded.
 */
export type CheckResult = "pass" | "warn" | "fail" | "given" | "unknown";

/** The result of one check on one run. */
export interface Finding {
  readonly result: CheckResult;
  /** The values that the result rests on, in a sentence. */
  readonly text: string;
}

/** A check of one run. */
export interface Check {
  readonly name: string;
  readonly question: string;
  readonly check: (facts: RunFacts) => Finding;
}

/** Returns the finding of a check without the data that it needs. */
export function unknown(what: string): Finding {
  return { result: "unknown", text: `${what} is not recorded` };
}

/** Returns the finding of a check that this run could not have failed. */
export function given(why: string): Finding {
  return { result: "given", text: `by construction: ${why}` };
}

/** Formats a number with three significant digits. */
export function formatNumber(value: number): string {
  return formatDigits(value, 3);
}
