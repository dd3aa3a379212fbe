/** Verdicts in people's words. */
import type { RunStatus, Verdict } from "../../record/mod.ts";

/**
 * The verdict that a `Pass/Fail` cell states, or undefined for words that state none.
 *
 * `PASS (old)` is a pass; who wants only the plain ones filters on the run's `verdict_text`.
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

/** How a run ended when nothing but its verdict is known. */
export function statusOf(verdict: Verdict): RunStatus {
  return verdict === "fail" ? "failed" : "ok";
}
