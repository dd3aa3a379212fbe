/** Compiles a scenario once for all users of a thread. */
import type { Redact } from "../../lab/recording/redact.ts";
import type { JourneyFunction } from "./journey_function.ts";
import { kindsOf, type Scenario, type Step } from "./scenario.ts";
import { compileAnswer, type JudgeAnswer } from "./step_answer.ts";
import { compileRequest, type WriteRequest } from "./step_request.ts";

/** A step that is ready to be made. */
export interface CompiledStep {
  readonly name: string;
  /** Index among the steps of the scenario. */
  readonly index: number;
  readonly write: WriteRequest;
  readonly judge: JudgeAnswer;
  /** Seconds that the user thinks after it. */
  readonly think: Step["think"];
}

/** A journey as a function that is ready to be made. */
export interface CompiledFunction {
  readonly run: JourneyFunction;
  /** Index of the name of the journey among all kinds. */
  readonly index: number;
  /** Index of each of its operations among all kinds, by name. */
  readonly operations: ReadonlyMap<string, number>;
}

/** A journey; it has steps or a function. */
export interface CompiledJourney {
  readonly steps: readonly CompiledStep[];
  /** Null for steps. */
  readonly run: CompiledFunction | null;
}

export interface CompiledScenario {
  /** Names of all kinds of operations, by their index. */
  readonly names: readonly string[];
  readonly once: readonly CompiledStep[];
  /** Chooses a journey by weight; `random` is in [0, 1). */
  choose(random: number): CompiledJourney;
}

export interface CompileOptions {
  /** Functions of journeys by the name of the journey. */
  readonly functions: ReadonlyMap<string, JourneyFunction>;
  /** Removes secrets from texts for the record. */
  readonly redact: Redact;
}

/** Compiles it. Throws TypeError for a journey whose function is not there. */
export function compileScenario(
  scenario: Scenario,
  { functions, redact }: CompileOptions,
): CompiledScenario {
  const names = kindsOf(scenario);
  const compile = (step: Step, auth: Scenario["auth"]): CompiledStep => ({
    name: step.name,
    index: names.indexOf(step.name),
    write: compileRequest(
      step,
      scenario,
      step.auth === "scenario" ? auth : step.auth,
    ),
    judge: compileAnswer(step, redact),
    think: step.think,
  });
  const total = scenario.journeys.reduce((sum, { weight }) => sum + weight, 0);
  let below = 0;
  const toFunction = (name: string, operations: readonly string[]) => {
    const run = functions.get(name);
    if (run === undefined) {
      throw new TypeError(
        `Cannot make the journey '${name}' as its function is gone`,
      );
    }
    const indices = operations.map((kind) =>
      [kind, names.indexOf(kind)] as const
    );
    return { run, index: names.indexOf(name), operations: new Map(indices) };
  };
  const journeys = scenario.journeys.map((
    { name, weight, steps, operations },
  ) => ({
    below: below += weight / total,
    steps: steps.map((step) => compile(step, scenario.auth)),
    run: operations.length === 0 ? null : toFunction(name, operations),
  }));
  const last = journeys.at(-1) ?? { steps: [], run: null };
  return {
    names,
    once: scenario.once.map((step) => compile(step, "none")),
    // Rounding may leave the last bound below 1.
    choose: (random) => journeys.find(({ below }) => random < below) ?? last,
  };
}
