/** Verdicts on an attribute of a forwarder: their kinds, and how they are made. */
import { formatValue } from "../../../record/mod.ts";
import type { LineAccount } from "../measures/line_accounts.ts";

/**
 * `pass with loss`: the mechanism worked, and what was lost was on its way when a sink died. `not supported`: the tool
 * has no such mechanism. `not engaged`: the run does not show whether it works. `invalid`: the run does not count.
 * `not run`: there is no run, or it was skipped or cut off.
 */
export type VerdictKind =
  | "pass"
  | "pass with loss"
  | "fail"
  | "not supported"
  | "not engaged"
  | "invalid"
  | "not run";

/** Kinds from the worst to the best, of those that say something of a tool. */
export const verdictKinds: readonly VerdictKind[] = [
  "fail",
  "not engaged",
  "not supported",
  "pass with loss",
  "pass",
  "invalid",
  "not run",
];

/** Whether a verdict is a pass, with loss or without. */
export function hasPassed(kind: VerdictKind): boolean {
  return kind === "pass" || kind === "pass with loss";
}

/** A verdict, with its reason in words and as a code. */
export interface AttributeVerdict {
  readonly kind: VerdictKind;
  /** Stable name of the reason, such as `not-drained`. */
  readonly code: string;
  readonly reason: string;
  /** Lines lost that the verdict counts, over all sinks; null where loss was not counted. */
  readonly lost: number | null;
}

/** Makes a verdict. */
export function verdict(
  kind: VerdictKind,
  code: string,
  reason: string,
  lost: number | null = null,
): AttributeVerdict {
  return { kind, code, reason, lost };
}

/** Formats a number of lines: `1 line`, `12,345 lines`. */
export function linesText(n: number): string {
  return `${formatValue(n, "")} ${n === 1 ? "line" : "lines"}`;
}

/** Names the sinks that lost lines, with how many: `sink-2 1,204`. */
export function lossText(accounts: readonly LineAccount[]): string {
  return accounts.filter(({ lost }) => lost > 0)
    .map(({ subject, lost }) => `${subject} ${formatValue(lost, "")}`)
    .join(", ");
}

/** Sums the lines that were lost. */
export function lostOf(accounts: readonly LineAccount[]): number {
  return accounts.reduce((sum, { lost }) => sum + lost, 0);
}
