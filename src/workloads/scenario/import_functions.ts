/** Gets the functions of journeys: from the module of an experiment, as a thread cannot be sent a function. */
import { z } from "zod";
import { inTime } from "../../lab/timing/in_time.ts";
import type { JourneyFunction } from "./journey_function.ts";
import type { Scenario } from "./scenario.ts";

/** Seconds in which a module must have made its declaration. */
const IMPORT_TIMEOUT_S = 30;

const Module = z.object({
  default: z.object({
    scenario: z.object({
      journeys: z.array(z.object({ name: z.string(), run: z.unknown() })),
    }),
  }),
});

/**
 * Imports a module and returns the functions of the journeys of its default export by name. Returns none, and imports
 * nothing, if no journey has one. Throws Error if the module no longer has what it had when it was read.
 */
export async function importFunctions(
  { journeys }: Pick<Scenario, "journeys">,
  module: string,
): Promise<ReadonlyMap<string, JourneyFunction>> {
  const names = journeys.filter(({ operations }) => operations.length > 0)
    .map(({ name }) => name);
  if (names.length === 0) return new Map();
  const exported = Module.safeParse(await importInTime(module));
  const functions = new Map(
    (exported.data?.default.scenario.journeys ?? []).flatMap(({ name, run }) =>
      typeof run === "function" ? [[name, run as JourneyFunction] as const] : []
    ),
  );
  const missing = names.find((name) => !functions.has(name));
  if (missing === undefined) return functions;
  throw new Error(
    `Cannot make the journey '${missing}' as ${module} has no such function in a load thread: declare it always`,
  );
}

async function importInTime(module: string): Promise<unknown> {
  return await inTime(import(/* @vite-ignore */ module), {
    seconds: IMPORT_TIMEOUT_S,
    late: () =>
      new Error(
        `Cannot import ${module} in a load thread as it takes more than ${IMPORT_TIMEOUT_S} s`,
      ),
  });
}
