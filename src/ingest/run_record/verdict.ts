/** Parses hand-written verdicts. */
import type { RunStatus, Verdict } from "../../record/mod.ts";

/**
 * Returns the verdict of a `Pass/Fail` cell, or undefined if it states none.
 *
 * `PASS (old)` is a pass; filter on `verdict_text` for plain ones only.
 */
export function maybeVerdict(text: string): Verdict | undefined {
  const words = text.trim().toLowerCase();
  if (words === "") return "none";
  if (/\bignore/.test(words)) return "ignored";
  if (/^to repeat\b|^repeat\b/.test(words)) return "repeat";
  if (/^pass(?:ed)?\b/.test(words)) return "pass";
  if (/^fail(?:ed)?\b/.test(words)) return "fail";
  return undefined;
}

/** Derives the status of a run from its verdict. */
export function statusOf(verdict: Verdict): RunStatus {
  return verdict === "fail" ? "failed" : "ok";
}
