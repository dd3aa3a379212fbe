/** Compiles a scenario once for all users of a thread. */
import { toRedactor } from "../../lab/recording/redact.ts";
import { type Scenario, type Step, stepsOf } from "./scenario.ts";
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

export interface CompiledScenario {
  /** Names of all steps, by their index. */
  readonly names: readonly string[];
  readonly once: readonly CompiledStep[];
  /** Chooses a journey by weight; `random` is in [0, 1). */
  choose(random: number): readonly CompiledStep[];
}

/** Compiles it; texts for the record are free of `secrets`. */
export function compileScenario(
  scenario: Scenario,
  secrets: readonly string[],
): CompiledScenario {
  const names = stepsOf(scenario).map(({ name }) => name);
  const redact = toRedactor(secrets);
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
  const journeys = scenario.journeys.map(({ weight, steps }) => ({
    below: below += weight / total,
    steps: steps.map((step) => compile(step, scenario.auth)),
  }));
  const last = journeys.at(-1)?.steps ?? [];
  return {
    names,
    once: scenario.once.map((step) => compile(step, "none")),
    // Rounding may leave the last bound below 1.
    choose: (random) =>
      journeys.find(({ below }) => random < below)?.steps ?? last,
  };
}
