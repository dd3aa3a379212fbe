/** All validity rules, the same for every experiment; each is a question about the facts of one run. */
import { courseRules } from "./course_rules.ts";
import { doubtRules } from "./doubt_rules.ts";
import type { ValidityFacts } from "./validity_facts.ts";
import { loadRules } from "./load_rules.ts";
import { queryRules } from "./query_rules.ts";
import type { Reason, Rule } from "./reason.ts";

/** All rules, causes before effects. */
export const validityRules: readonly Rule[] = [
  ...courseRules,
  ...queryRules,
  ...loadRules,
  ...doubtRules,
];

/** Rules on the machine that made a run: it has no part in a run whose time is virtual. */
const machineRules: ReadonlySet<string> = new Set([
  "clock-jump",
  "stand-still",
  "generator-late",
  "generator-saturated",
  "foreign-load",
  "beside",
]);

/** Returns the reasons that limit a run with these facts, in the order of the rules. */
export function reasonsOf(facts: ValidityFacts): Reason[] {
  return validityRules.flatMap(({ code, apply }) => {
    if (facts.mode === "simulated" && machineRules.has(code)) return [];
    const result = apply(facts);
    return result ? [{ code, ...result }] : [];
  });
}
