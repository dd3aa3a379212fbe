/** The rules by which a run counts, the same for every experiment: each a question to the facts of one run. */
import { courseRules } from "./course_rules.ts";
import { doubtRules } from "./doubt_rules.ts";
import type { ValidityFacts } from "./validity_facts.ts";
import { loadRules } from "./load_rules.ts";
import { queryRules } from "./query_rules.ts";
import type { Reason, Rule } from "./reason.ts";

/** Every rule, causes before what they bring about. */
export const validityRules: readonly Rule[] = [
  ...courseRules,
  ...queryRules,
  ...loadRules,
  ...doubtRules,
];

/** Every reason that some facts give, in the order of the rules. */
export function reasonsOf(facts: ValidityFacts): Reason[] {
  return validityRules.flatMap(({ code, apply }) => {
    const found = apply(facts);
    return found ? [{ code, ...found }] : [];
  });
}
