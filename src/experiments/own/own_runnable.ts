/** Makes what the lab can run of an experiment that a user has declared. */
import { toMeasureDriver } from "../../analysis/scenario/measure_driver.ts";
import { toMeasureScenario } from "../../analysis/scenario/measure_scenario.ts";
import type { MeasureRun } from "../../analysis/validity/judge_run.ts";
import { parseDeclared } from "../../lab/plan/declared.ts";
import { Experiment } from "../../lab/plan/experiment.ts";
import {
  choice,
  type Setting,
  type Settings,
} from "../../lab/plan/settings.ts";
import type { Procedure } from "../../lab/run/procedure.ts";
import {
  type ScenarioSystem,
  toScenarioSystem,
} from "../../systems/own/own_system.ts";
import type { OwnExperiment } from "./own_experiment.ts";
import { STEADY } from "./own_fields.ts";
import { kindsOfOwn } from "./own_kinds.ts";
import { toOwnProcedure } from "./own_procedure.ts";
import { ownSettings } from "./own_settings.ts";

/** An experiment of a user's own that can be run. */
export interface OwnRunnable {
  readonly declared: OwnExperiment;
  readonly experiment: Experiment;
  readonly procedure: Procedure;
  readonly measure: MeasureRun;
  /** Systems that it can run on; the first is the default. */
  readonly systems: readonly ScenarioSystem[];
}

/**
 * `module` is the URL of the file whose default export was declared, from which load threads import functions; empty for a
 * declaration without. Throws `UsageError` for a preset with a value that a setting cannot have.
 */
export function toOwnRunnable(
  declared: OwnExperiment,
  module: string,
): OwnRunnable {
  const { name, question, presets, objectives, systems, driver } = declared;
  const kinds = kindsOfOwn(declared);
  return {
    declared,
    experiment: parseDeclared(Experiment, {
      ...{ name, question, presets, objectives },
      settings: toSettings(declared),
      requires: ["scenario"],
    }, `the experiment '${name}'`),
    procedure: toOwnProcedure(declared, module),
    measure: driver === null
      ? toMeasureScenario(kinds)
      : toMeasureDriver(kinds),
    systems: systems.map(toScenarioSystem),
  };
}

/** Returns the settings of every experiment, with the defaults of this one, and its own after them. */
function toSettings(
  { settings: given, profiles }: Pick<OwnExperiment, "settings" | "profiles">,
): Settings {
  const settings = new Map<string, Setting>(Object.entries(ownSettings));
  const names = Object.keys(profiles);
  if (names.length > 0) {
    settings.set(
      "profile",
      choice("Profile", [STEADY, ...names], {
        about:
          "how the rate of an open loop changes, in place of `rate`, or the number of users of a closed loop",
      }),
    );
  }
  for (const [key, value] of Object.entries(given)) {
    const common = settings.get(key);
    if (typeof value === "object") settings.set(key, value);
    else if (common) settings.set(key, withDefault(common, value));
  }
  return Object.fromEntries(settings);
}

function withDefault(setting: Setting, value: number | string): Setting {
  if (setting.type === "number" && typeof value === "number") {
    return { ...setting, value };
  }
  return setting.type === "choice" && typeof value === "string"
    ? { ...setting, value }
    : setting;
}
