/** What an experiment of a user's own is: one declaration, the default export of one file. */
import type { z } from "zod";
import { parseDeclared } from "../../lab/plan/declared.ts";
import { OwnFields } from "./own_fields.ts";
import { findProblems } from "./own_problems.ts";

export const OwnExperiment = OwnFields.superRefine((own, context) => {
  for (const { path, message } of findProblems(own)) {
    context.addIssue({ code: "custom", path: [...path], message });
  }
});
export type OwnExperiment = z.infer<typeof OwnExperiment>;

/**
 * Declares an experiment of your own, to be the default export of its file. Throws `UsageError`, which names the key and
 * the remedy.
 *
 * @example
 * export default experiment({
 *   name: "checkout",
 *   question: "How many orders a second does the shop take?",
 *   systems: [shop],
 *   scenario: { journeys: [{ name: "look", steps: [{ name: "list", path: "/items" }] }] },
 *   presets: { quick: { title: "Five seconds", settings: { duration: 5 } } },
 *   objectives: [{ metric: "list.p95", is: "at most", value: 0.1 }],
 * });
 */
export function experiment(
  declared: z.input<typeof OwnExperiment>,
): OwnExperiment {
  return parseDeclared(
    OwnExperiment,
    declared,
    `the experiment '${declared.name}'`,
  );
}
