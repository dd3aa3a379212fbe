/** What an integrity check says, and of what. */
import type { RunFacts } from "./run_facts.ts";

/**
 * `fail`: the figure cannot stand as it is. `warn`: it may, with what is said. `given`: it could not have been otherwise,
 * which is no merit: by construction of how it was made.
 */
export type CheckResult = "pass" | "warn" | "fail" | "given" | "unknown";

/** What one check says of one run. */
export interface Finding {
  readonly result: CheckResult;
  /** The numbers it rests on, in a sentence. */
  readonly text: string;
}

/** One check over one run. */
export interface Check {
  readonly name: string;
  /** The question it answers. */
  readonly question: string;
  readonly check: (facts: RunFacts) => Finding;
}

/** For a check that lacks what it needs. */
export function unknown(what: string): Finding {
  return { result: "unknown", text: `${what} is not recorded` };
}

/** For a check that this run could not have failed. */
export function given(why: string): Finding {
  return { result: "given", text: `by construction: ${why}` };
}

/** A figure of a finding, with three significant digits. */
export function figure(value: number): string {
  return value.toLocaleString("en-US", { maximumSignificantDigits: 3 });
}
