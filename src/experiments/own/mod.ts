/**
 * What the file of an experiment of your own imports, from `loadline/experiment`: an experiment, its systems, its scenario
 * and its settings, all of them plain data. `docs/own.md` has a tour.
 *
 * @module
 */
import type { z } from "zod";
import { parseDeclared } from "../../lab/plan/declared.ts";
import { Scenario, Step } from "../../workloads/scenario/scenario.ts";

export type {
  Answer,
  Journey,
  JourneyFunction,
  RequestInput,
} from "../../workloads/scenario/journey_function.ts";
export { choice, number } from "../../lab/plan/settings.ts";
export {
  endpointSystem,
  processSystem,
} from "../../systems/own/declaration.ts";
export { experiment } from "./own_experiment.ts";
export { readCsv, type ReadCsvOptions } from "./read_csv.ts";

/**
 * Declares what users do, to be used by several experiments. Throws `UsageError`, which names the key and the remedy.
 *
 * @example
 * const shopping = scenario({
 *   journeys: [{ name: "look", steps: [{ name: "list", path: "/items" }] }],
 * });
 */
export function scenario(declared: z.input<typeof Scenario>): Scenario {
  return parseDeclared(Scenario, declared, "the scenario");
}

/**
 * Declares a step, to be used in several journeys. Throws `UsageError`, which names the key and the remedy.
 *
 * @example
 * const list = step({ name: "list", path: "/items", take: { item: "items[0].id" } });
 */
export function step(declared: z.input<typeof Step>): Step {
  return parseDeclared(Step, declared, `the step '${declared.name}'`);
}
