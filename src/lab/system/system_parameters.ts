/** The settings of a system that decide how it behaves, as settings of the experiment that runs on it. */
import type { Experiment } from "../plan/experiment.ts";
import { parseSettings, type Value, type Values } from "../plan/settings.ts";
import type { System } from "./system_under_test.ts";

/** Key under which a run records a parameter of its system: `etcd_pre_vote`. */
function toKey({ name }: Pick<System, "name">, parameter: string): string {
  return `${name}_${parameter}`;
}

/**
 * The experiment with the parameters of `system` among its settings: each run then records them, defaults too, runs that
 * differ in one are of different cases, and several values are an axis of the matrix.
 */
export function withParameters(
  experiment: Experiment,
  system: Pick<System, "name" | "parameters">,
): Experiment {
  const parameters = Object.fromEntries(
    Object.entries(system.parameters)
      .map(([key, setting]) => [toKey(system, key), setting]),
  );
  return {
    ...experiment,
    settings: { ...experiment.settings, ...parameters },
  };
}

/**
 * Values of parameters from `--set`, by the key under which they are recorded. Throws `UsageError` for values that are not
 * allowed.
 */
export function parseParameters(
  system: Pick<System, "name" | "parameters">,
  texts: Readonly<Record<string, string>>,
): Record<string, Value[]> {
  const parsed = Object.entries(parseSettings(system.parameters, texts));
  return Object.fromEntries(
    parsed.map(([key, values]) => [toKey(system, key), values]),
  );
}

/** What a system is started with: its parameters as a run has them, as text, and `texts`, settings that are none. */
export function toSystemSettings(
  system: Pick<System, "name" | "parameters">,
  values: Values,
  texts: Readonly<Record<string, string>>,
): Record<string, string> {
  const own = Object.entries(system.parameters).map(([key, { value }]) => [
    key,
    String(values[toKey(system, key)] ?? value),
  ]);
  return { ...texts, ...Object.fromEntries(own) };
}
