/** What the end of a `cf` command means: an outcome, a word for the error, and a line for readers. */
import type { Outcome } from "../../record/mod.ts";
import type { CommandResult } from "./cf_command.ts";

export interface CfOutcome {
  readonly outcome: Outcome;
  /** Empty if there is no error. */
  readonly error: string;
  readonly code: string;
}

const MAX_ERROR_LENGTH = 300;

/** What messages of `cf` and of the Cloud Controller mean; the first that matches counts. */
const meanings: readonly (readonly [RegExp, Outcome, string])[] = [
  [/insufficient ?resources/i, "failed", "insufficient-resources"],
  [/rate limit exceeded|ratelimitexceeded/i, "rejected", "rate-limit"],
  [
    /not logged in|authentication has expired|invalid_token|invalid auth token/i,
    "failed",
    "not-logged-in",
  ],
  [/exceeded .*(memory|quota|limit)|quota exceeded/i, "failed", "quota"],
  [
    /start app timeout|app .*timed? ?out|timed out waiting/i,
    "timeout",
    "start-timeout",
  ],
  [
    /error staging|stagingerror|buildpackcompilefailed|nocompatiblecell|staging .*fail/i,
    "failed",
    "staging",
  ],
  [/start unsuccessful|instances? crashed/i, "failed", "crashed"],
  [
    /app '?.*'? not found|cf-resourcenotfound|resourcenotfound/i,
    "failed",
    "not-found",
  ],
  [
    /connection refused|no such host|dial tcp|error performing request|request error/i,
    "refused",
    "no-connection",
  ],
  [
    /50[234]\b|bad gateway|service unavailable|gateway time-?out|serviceunavailable/i,
    "failed",
    "unavailable",
  ],
];

/** Returns what the end of a command means. Only the exit code tells success, as `cf` prints `OK` and `FAILED` at will. */
export function toCfOutcome(
  result: CommandResult,
  command: string,
): CfOutcome {
  const { end, code, seconds } = result;
  if (end === "missing") {
    return { outcome: "failed", error: toLine(result.stderr), code: "no-cf" };
  }
  if (end === "cancelled") {
    return { outcome: "cancelled", error: "", code: "" };
  }
  if (end === "timeout") {
    return {
      outcome: "timeout",
      error: `cf ${command} was ended after ${seconds.toFixed(1)} s`,
      code: "timeout",
    };
  }
  if (code === 0) return { outcome: "ok", error: "", code: "" };
  const text = `${result.stderr}\n${result.stdout}`;
  return {
    ...toMeaning(text, code),
    error: findError(result) || `cf ${command} ended with ${code}`,
  };
}

/** Returns what a text of an error means. */
export function toMeaning(
  text: string,
  exitCode: number,
): Pick<CfOutcome, "outcome" | "code"> {
  const found = meanings.find(([pattern]) => pattern.test(text));
  return found
    ? { outcome: found[1], code: found[2] }
    : { outcome: "failed", code: `exit-${exitCode}` };
}

/** Finds the line that says what went wrong: the last of stderr, else the last of stdout that is not `FAILED`. */
function findError({ stderr, stdout }: CommandResult): string {
  return [stderr, stdout].map(toLine).find((line) => line !== "") ?? "";
}

function toLine(text: string): string {
  const lines = toPlainText(text).split("\n").map((line) => line.trim())
    .filter((line) => line !== "" && !/^(FAILED|OK|TIP:.*)$/.test(line));
  return (lines.at(-1) ?? "").slice(0, MAX_ERROR_LENGTH);
}

/** Removes colours, and other characters that act on a terminal. */
export function toPlainText(text: string): string {
  // deno-lint-ignore no-control-regex -- they are what is removed
  return text.replace(/\x1b\[[0-9;?]*[ -/]*[@-~]/g, "")
    .replaceAll("\r", "\n")
    // deno-lint-ignore no-control-regex -- they are what is removed
    .replace(/[\x00-\x08\x0b-\x1f\x7f]/g, "");
}
