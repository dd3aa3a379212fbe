/** Settings with which runs of a baseline are made again, beside those of another variant. */
import type { ComparedRun } from "../analysis/mod.ts";
import type { Experiment } from "../lab/plan/experiment.ts";
import type { System } from "../lab/system/system_under_test.ts";
import { UsageError } from "../record/mod.ts";

/** What a baseline is made of. */
export interface BaselineCase {
  readonly system: string;
  readonly system_version: string;
  /** Settings that identify the case, as `--set` takes them. */
  readonly set: Readonly<Record<string, string>>;
}

/**
 * Returns the settings of the only case of a baseline's runs: those of the experiment that identify it, and all of the
 * system. Durations of phases are not among them, as both variants have the same. Throws `UsageError` for runs of another
 * experiment, of several cases, and of a mode that cannot be made again.
 */
export function toBaselineCase(
  runs: readonly ComparedRun[],
  { text, experiment, systemOf }: {
    /** How the baseline was written. */
    readonly text: string;
    readonly experiment: Experiment;
    readonly systemOf: (name: string) => System;
  },
): BaselineCase {
  const other = runs.find((run) => run.experiment !== experiment.name);
  const cases = [...new Set(runs.map(({ case_id }) => case_id))].sort();
  const refuse = (reason: string) =>
    new UsageError(`Cannot run against '${text}' as ${reason}`);
  const last = runs.at(-1);
  if (last === undefined) throw refuse("none of its runs counts");
  if (other) {
    throw refuse(
      `run ${other.run_id} is of experiment ${other.experiment}, not of ${experiment.name}`,
    );
  }
  if (cases.length > 1) {
    throw refuse(
      `it has ${cases.length} cases; name one, such as case:${cases[0]}`,
    );
  }
  if (last.mode === "imported") throw refuse("its runs are imported");
  const system = systemOf(last.system);
  const recorded = (key: string, as: string): [string, string][] => {
    const value = last.factors[as];
    return value === undefined ? [] : [[key, value]];
  };
  return {
    system: last.system,
    system_version: last.factors.system_version ?? "",
    set: Object.fromEntries([
      ...Object.entries(experiment.settings)
        .filter(([, { identifies }]) => identifies)
        .flatMap(([key]) => recorded(key, key)),
      ...[...Object.keys(system.parameters), ...Object.keys(system.settings)]
        .flatMap((key) => recorded(key, `${system.name}_${key}`)),
    ]),
  };
}
