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

/** Whether the run of a verdict says something of a tool: invalid ones and those that did not end do not. */
export function doesCount({ kind }: Pick<AttributeVerdict, "kind">): boolean {
  return kind !== "invalid" && kind !== "not run";
}

/** A verdict, with its reason in words and as a code. */
export interface AttributeVerdict {
  readonly kind: VerdictKind;
  /** Stable name of the reason, such as `not-drained`. */
  readonly code: string;
  readonly reason: string;
  /** Lines lost over all sinks that should have had them; null where loss was not counted. */
  readonly lost: number | null;
  /** How bad what the reason names is, to compare verdicts of one code: lines, seconds, a share, or times a limit. */
  readonly extent: number;
}

/** Reasons from the worst to the least bad, of those that one kind of verdict has several of; others follow. */
const codes: readonly string[] = [
  "died",
  "not-restarted",
  "healthy-lost",
  "lost",
  "not-drained",
  "no-recovery",
  "cap-exceeded",
  "healthy-slow",
  "healthy-late",
];

/** Reasons whose extent is how many times its limit a figure was, so that one can be compared with the other. */
const limitCodes = ["late", "sender-blocked", "sender-held-up"] as const;

/** Code of a reason whose extent is in times of its limit. */
export type LimitCode = typeof limitCodes[number];

/** Orders verdicts from the worst to the best: by kind, by reason, by how bad it was, and by the lines lost. */
export function compareVerdicts(
  a: AttributeVerdict,
  b: AttributeVerdict,
): number {
  const rank = ({ code }: AttributeVerdict) => {
    const at = codes.indexOf(code);
    return at < 0 ? codes.length : at;
  };
  return verdictKinds.indexOf(a.kind) - verdictKinds.indexOf(b.kind) ||
    rank(a) - rank(b) ||
    (scaleOf(a) === scaleOf(b) ? b.extent - a.extent : 0) ||
    (b.lost ?? 0) - (a.lost ?? 0);
}

/** Names what the extent of a verdict counts. */
function scaleOf({ code }: AttributeVerdict): string {
  return isLimitCode(code) ? "times its limit" : code;
}

/** Whether a reason says that every line was carried, but not as fast as was asked. */
export function isLimitCode(code: string): code is LimitCode {
  return limitCodes.some((name) => name === code);
}

/** Makes a verdict. How bad it is are the lines lost, unless said. */
export function verdict(
  kind: VerdictKind,
  code: string,
  reason: string,
  { lost = null, extent = lost ?? 0 }: {
    readonly lost?: number | null;
    readonly extent?: number;
  } = {},
): AttributeVerdict {
  return { kind, code, reason, lost, extent };
}

/** Formats a number of lines: `1 line`, `12,345 lines`. */
export function linesText(n: number): string {
  return `${formatValue(n, "")} ${n === 1 ? "line" : "lines"}`;
}

/** Says of lost lines that they were on their way: `20 lines lost that were on their way when the sink died`. */
export function onTheWayText(lost: number): string {
  return `${linesText(lost)} lost that ${
    lost === 1 ? "was on its way" : "were on their way"
  } when the sink died`;
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
