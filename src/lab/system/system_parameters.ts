/** Adds the behaviour-changing settings of a system to the settings of an experiment. */
import type { Experiment } from "../plan/experiment.ts";
import { parseSettings, type Value, type Values } from "../plan/settings.ts";
import type { System } from "./system_under_test.ts";

/** Returns the key under which a run records a parameter of its system: `etcd_pre_vote`. */
function toKey({ name }: Pick<System, "name">, parameter: string): string {
  return `${name}_${parameter}`;
}

/**
 * Returns the experiment with the parameters of `system` added to its settings: every run records them, defaults too;
 * runs that differ in one belong to different cases; several values form an axis of the matrix.
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
 * Parses parameter values from `--set`, keyed as they are recorded. Throws `UsageError` for invalid values.
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

/** Returns the settings to start a system with: the run's parameters as text, and `texts`, its other settings. */
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
